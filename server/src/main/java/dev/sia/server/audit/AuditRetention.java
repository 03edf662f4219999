package dev.sia.server.audit;

import dev.sia.server.db.Database;
import dev.sia.server.signal.WakeableLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Removes entries that are older than the operator wants to keep. Several nodes may do this at once. */
public final class AuditRetention implements AutoCloseable {
    /** The database itself lets nothing younger go. */
    public static final Duration LEAST_KEEP = Duration.ofDays(30);

    private static final int MOST_AT_ONCE = 5_000;
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;
    private final Duration keep;
    private final WakeableLoop loop = new WakeableLoop("audit-retention", this::round);

    /** @param keep at least {@link #LEAST_KEEP} and an hour, so that the clocks of server and database need not agree */
    public AuditRetention(Database database, Clock clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        this.keep = keep;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        return removeOnce() == MOST_AT_ONCE ? Duration.ZERO : INTERVAL;
    }

    /** Removes some; returns how many. */
    int removeOnce() {
        Instant before = clock.instant().minus(keep);
        return database.acrossOrganizations(tx -> tx.mapper(AuditMapper.class).remove(before, MOST_AT_ONCE));
    }

    @Override
    public void close() {
        loop.close();
    }
}
