package dev.sia.server.audit;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.WakeableLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes refusals to the audit, behind the back of the request that was refused: taking note of one never waits for the database
 * and never fails. However many there are, an organization gets at most {@link Ledger#MOST_KINDS} entries and one for each further
 * code a minute, from callers who proved to belong to it and as many from those who did not, so that strangers who name an organization can
 * neither fill its audit nor hide what its own people do. Organizations beyond a thousand at a time are not written; how many
 * refusals that was, is counted.
 */
public final class Denials implements AutoCloseable {
    /** More than are attacked at the same time; an attacker who makes ids up may use up those of strangers. */
    static final int MOST_ORGANIZATIONS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Denials.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Database database;
    private final TimeOrderedIds ids;
    private final Clock clock;
    private final WakeableLoop loop = new WakeableLoop("denials", this::round);
    private final Lock lock = new ReentrantLock();
    private final Map<OrganizationId, Ledger> ofMembers = new HashMap<>();
    private final Map<OrganizationId, Ledger> ofStrangers = new HashMap<>();
    /** Said once and not again until it works again. */
    private volatile boolean failing;

    private final AtomicLong noted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong ofNobody = new AtomicLong();

    public Denials(Database database, TimeOrderedIds ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    public void start() {
        loop.start();
    }

    /** Takes note of a refusal; returns at once. */
    public void note(Denial denial) {
        noted.incrementAndGet();
        lock.lock();
        try {
            Map<OrganizationId, Ledger> ledgers = denial.proven() ? ofMembers : ofStrangers;
            Ledger ledger = ledgers.get(denial.organization());
            if (ledger == null) {
                if (ledgers.size() == MOST_ORGANIZATIONS) {
                    dropped.incrementAndGet();
                    return;
                }
                ledger = new Ledger();
                ledgers.put(denial.organization(), ledger);
            }
            ledger.count(denial, clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** A refusal that concerns no organization that is known, such as a credential that was never issued: it is only counted. */
    public void noteOfNobody() {
        noted.incrementAndGet();
        ofNobody.incrementAndGet();
    }

    /** Refusals since the start. */
    public long noted() {
        return noted.get();
    }

    /** Those of them that are in no audit because there were too many organizations at a time. */
    public long dropped() {
        return dropped.get();
    }

    /** Those that are in no audit because they concern no organization. */
    public long ofNobody() {
        return ofNobody.get();
    }

    private Duration round() {
        write(false);
        return INTERVAL;
    }

    /** @param all also what is not due yet */
    void write(boolean all) {
        write(ofMembers, all);
        write(ofStrangers, all);
    }

    private void write(Map<OrganizationId, Ledger> ledgers, boolean all) {
        boolean failed = false;
        for (Map.Entry<OrganizationId, List<AuditEntry>> due :
                take(ledgers, all).entrySet()) {
            // When the database is away nobody should wait for it once for each organization.
            failed = failed || !write(due.getKey(), due.getValue());
            if (failed) {
                giveBack(ledgers, due.getKey(), due.getValue());
            }
        }
    }

    private boolean write(OrganizationId organization, List<AuditEntry> entries) {
        try {
            database.runInTransaction(
                    organization, tx -> tx.mapper(AuditMapper.class).insertDenials(organization, entries));
            failing = false;
            return true;
        } catch (RuntimeException failure) {
            if (!failing) {
                log.warn("Refusals cannot be written to the audit; that is tried again", failure);
            }
            failing = true;
            return false;
        }
    }

    private Map<OrganizationId, List<AuditEntry>> take(Map<OrganizationId, Ledger> ledgers, boolean all) {
        Instant now = clock.instant();
        Map<OrganizationId, List<AuditEntry>> due = new HashMap<>();
        lock.lock();
        try {
            ledgers.forEach((organization, ledger) -> {
                List<AuditEntry> entries = ledger.take(now, all, ids);
                if (!entries.isEmpty()) {
                    due.put(organization, entries);
                }
            });
            ledgers.values().removeIf(Ledger::isEmpty);
        } finally {
            lock.unlock();
        }
        return due;
    }

    private void giveBack(Map<OrganizationId, Ledger> ledgers, OrganizationId organization, List<AuditEntry> entries) {
        lock.lock();
        try {
            ledgers.computeIfAbsent(organization, _ -> new Ledger()).giveBack(entries);
        } finally {
            lock.unlock();
        }
    }

    /** Writes what has come so far. */
    @Override
    public void close() {
        loop.close();
        write(true);
    }
}
