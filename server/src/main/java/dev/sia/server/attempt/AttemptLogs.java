package dev.sia.server.attempt;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.Database;
import dev.sia.server.db.GroupedWork;
import dev.sia.server.db.GroupedWork.Outcome;
import dev.sia.server.db.PlatformThreads;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.log.LogAppend;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogDigest;
import dev.sia.server.log.LogStore;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the log records of running attempts: stored first, then told to the readers, each number once. Batches of different
 * attempts that come together share a transaction.
 */
public final class AttemptLogs {
    /** While one group waits for its commit, another is put together. */
    private static final int LANES = 2;

    /** At most 256 KiB of text each. */
    private static final int MOST_TOGETHER = 32;

    private final Database database;
    private final LogStore logs;
    private final Signals signals;
    private final PlatformThreads threads = new PlatformThreads("log-commit", LANES);
    private final List<GroupedWork<Delivery, Long>> lanes;

    /** What an agent wants stored. */
    private record Delivery(AgentIdentity agent, AttemptId attempt, Lease lease, LogBatch batch) {}

    public AttemptLogs(Database database, LogStore logs, Signals signals) {
        this.database = database;
        this.logs = logs;
        this.signals = signals;
        this.lanes = Stream.generate(this::lane).limit(LANES).toList();
    }

    /** What comes together is of any organizations: each record is stored for the one of its attempt, under its lease. */
    private GroupedWork<Delivery, Long> lane() {
        return new GroupedWork<>(
                MOST_TOGETHER, group -> threads.call(() -> database.acrossOrganizations(tx -> append(tx, group))));
    }

    /**
     * Stores the records that are not stored yet. A batch that begins after a hole is not stored at all.
     *
     * @return number of the last stored record, to be acknowledged
     */
    public long append(AgentIdentity agent, AttemptId id, Lease lease, LogBatch batch) {
        return lanes.get(Math.floorMod(id.hashCode(), LANES)).submit(new Delivery(agent, id, lease, batch));
    }

    private List<Outcome<Long>> append(Tx tx, List<Delivery> group) {
        List<AttemptId> ids = group.stream().map(Delivery::attempt).distinct().toList();
        Map<AttemptId, GrowingLog> growing = tx.mapper(AttemptMapper.class).lockAll(ids).stream()
                .collect(Collectors.toMap(Attempt::id, GrowingLog::new));
        List<LogAppend> appends = new ArrayList<>();
        List<Outcome<Long>> outcomes = group.stream()
                .map(delivery -> outcome(delivery, growing.get(delivery.attempt()), appends))
                .toList();
        logs.append(tx, appends);
        List<Topic> news = growing.values().stream()
                .filter(GrowingLog::hasGrown)
                .map(log -> Topic.log(log.attempt.jobId().value()))
                .toList();
        tx.afterCommit(() -> news.forEach(signals::publish));
        return outcomes;
    }

    private static Outcome<Long> outcome(Delivery delivery, @Nullable GrowingLog log, List<LogAppend> appends) {
        try {
            if (log == null) {
                throw AttemptReports.lost();
            }
            AttemptReports.requireRunning(log.attempt, delivery.agent(), delivery.lease());
        } catch (DomainException refused) {
            return new Outcome.Refused<>(refused);
        }
        log.take(delivery.batch()).ifPresent(appends::add);
        return new Outcome.Done<>(log.lastSeq);
    }

    /** The log of one locked attempt while a group is put together. */
    private static final class GrowingLog {
        private final Attempt attempt;
        private long lastSeq;
        private LogDigest digest;

        GrowingLog(Attempt attempt) {
            this.attempt = attempt;
            this.lastSeq = attempt.lastLogSeq();
            this.digest = attempt.logDigest();
        }

        /** What of the batch is new; empty after a hole and when all of it is there. */
        Optional<LogAppend> take(LogBatch batch) {
            if (batch.firstSeq() > lastSeq + 1 || batch.lastSeq() <= lastSeq) {
                return Optional.empty();
            }
            LogAppend append = LogAppend.of(attempt.id().value(), digest, batch.after(lastSeq));
            lastSeq = batch.lastSeq();
            digest = append.digest();
            return Optional.of(append);
        }

        boolean hasGrown() {
            return lastSeq > attempt.lastLogSeq();
        }
    }
}
