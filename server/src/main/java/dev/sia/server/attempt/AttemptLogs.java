package dev.sia.server.attempt;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.Database;
import dev.sia.server.db.GroupedWork;
import dev.sia.server.db.GroupedWork.Outcome;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.log.LogAppend;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogDigest;
import dev.sia.server.log.LogStore;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
    private final List<GroupedWork<Delivery, Long>> lanes;

    /** What an agent wants stored. */
    private record Delivery(AgentIdentity agent, AttemptId attempt, Lease lease, LogBatch batch) {}

    public AttemptLogs(Database database, LogStore logs, Signals signals) {
        this.database = database;
        this.logs = logs;
        this.signals = signals;
        this.lanes = Stream.generate(this::lane).limit(LANES).toList();
    }

    private GroupedWork<Delivery, Long> lane() {
        return new GroupedWork<>(MOST_TOGETHER, group -> database.inTransaction(tx -> append(tx, group)));
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
        Map<AttemptId, Attempt> attempts = tx.mapper(AttemptMapper.class).lockAll(ids).stream()
                .collect(Collectors.toMap(Attempt::id, Function.identity()));
        Map<AttemptId, Head> heads = new HashMap<>();
        attempts.forEach((id, attempt) -> heads.put(id, new Head(attempt.lastLogSeq(), attempt.logDigest())));
        List<LogAppend> appends = new ArrayList<>();
        List<Outcome<Long>> outcomes = new ArrayList<>();
        for (Delivery delivery : group) {
            outcomes.add(outcome(delivery, attempts.get(delivery.attempt()), heads, appends));
        }
        logs.append(tx, appends);
        tellReaders(tx, appends, attempts);
        return outcomes;
    }

    /** Where a log ends. */
    private record Head(long lastSeq, LogDigest digest) {}

    private static Outcome<Long> outcome(
            Delivery delivery, @Nullable Attempt attempt, Map<AttemptId, Head> heads, List<LogAppend> appends) {
        try {
            AttemptReports.requireRunning(attempt, delivery.agent(), delivery.lease());
        } catch (DomainException refused) {
            return new Outcome.Refused<>(refused);
        }
        AttemptId id = delivery.attempt();
        Head head = heads.get(id);
        LogBatch batch = delivery.batch();
        if (batch.firstSeq() > head.lastSeq() + 1 || batch.lastSeq() <= head.lastSeq()) {
            return new Outcome.Done<>(head.lastSeq());
        }
        LogBatch fresh = batch.after(head.lastSeq());
        LogAppend append = LogAppend.of(id.value(), head.digest(), fresh);
        appends.add(append);
        heads.put(id, new Head(fresh.lastSeq(), append.digest()));
        return new Outcome.Done<>(fresh.lastSeq());
    }

    private void tellReaders(Tx tx, List<LogAppend> appends, Map<AttemptId, Attempt> attempts) {
        Set<Topic> topics = new LinkedHashSet<>();
        appends.forEach(append -> topics.add(Topic.log(
                attempts.get(new AttemptId(append.attemptId())).jobId().value())));
        tx.afterCommit(() -> topics.forEach(signals::publish));
    }
}
