package dev.sia.server.log;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import java.util.List;
import java.util.UUID;

/**
 * Removes what an organization does not want to keep any longer, in whole chunks from the beginning of a log. The attempt says
 * from which record on its log is there. By age logs go when their attempt has ended long enough ago, by size the
 * oldest first. Several nodes may do this at once.
 */
public final class LogRetention {
    private static final int MOST_AT_ONCE = 100;
    /** What is left then has time until the next run. */
    private static final int MOST_TURNS = 1_000;

    private final Database database;

    public LogRetention(Database database) {
        this.database = database;
    }

    /** Removes everything that is due now. */
    public void run() {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            List<UUID> tooOld = database.acrossOrganizations(
                    tx -> tx.mapper(LogRetentionMapper.class).tooOld(MOST_AT_ONCE));
            tooOld.forEach(this::removeAll);
            if (tooOld.size() < MOST_AT_ONCE) {
                break;
            }
        }
        database.acrossOrganizations(tx -> tx.mapper(LogRetentionMapper.class).limited())
                .forEach(this::shrink);
    }

    private void shrink(UUID organization) {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            List<UUID> oldest = database.acrossOrganizations(tx -> {
                LogRetentionMapper mapper = tx.mapper(LogRetentionMapper.class);
                return mapper.excess(organization) > 0 ? mapper.oldest(organization, MOST_AT_ONCE) : List.of();
            });
            for (UUID attempt : oldest) {
                if (!shrink(organization, attempt)) {
                    return;
                }
            }
            if (oldest.isEmpty()) {
                return;
            }
        }
    }

    /** False when the logs are small enough: asked under the attempt's lock, because other nodes may do the same. */
    private boolean shrink(UUID organization, UUID attempt) {
        return database.acrossOrganizations(tx -> {
            tx.mapper(LogMapper.class).lockTail(attempt);
            long excess = tx.mapper(LogRetentionMapper.class).excess(organization);
            if (excess > 0) {
                remove(tx, attempt, excess);
            }
            return excess > 0;
        });
    }

    private void removeAll(UUID attempt) {
        database.runAcrossOrganizations(tx -> {
            tx.mapper(LogMapper.class).lockTail(attempt);
            remove(tx, attempt, Long.MAX_VALUE);
        });
    }

    /** Removes the first chunks of a log, whose attempt is locked, until they make up so many bytes. */
    private static void remove(Tx tx, UUID attempt, long bytes) {
        LogRetentionMapper mapper = tx.mapper(LogRetentionMapper.class);
        Long last = mapper.endOfFirst(attempt, bytes);
        if (last == null) {
            mapper.nothingLeft(attempt);
        } else {
            mapper.remove(attempt, last);
        }
    }
}
