package dev.sia.server.outbox;

import dev.sia.server.db.Database;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outbox's promises: a few callers take them from the hand of this node's transactions and make the calls; what
 * was kept is noted for many at a time. A slow look at the table finds what other nodes left behind. A failed call is
 * repeated with exponential backoff and jitter, 0.2 s to 30 s, without end.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    /** The in-process Temporal answers badly to more starts at once. */
    private static final int CALLERS = 8;

    /** Few enough to be called well before others take them for forgotten, see {@link Outbox#HIDDEN_SECONDS}. */
    private static final int MOST_TAKEN = 64;

    private static final int MOST_NOTED = 256;
    private static final int TAKEN_HIDDEN_SECONDS = 60;
    private static final long FIRST_DELAY_MILLIS = 200;
    private static final long LAST_DELAY_MILLIS = 30_000;
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration WHEN_FULL = Duration.ofMillis(50);

    private final Database database;
    private final Hand hand;
    private final WorkflowCalls calls;
    private final WorkflowStarts starts;
    private final BlockingQueue<OutboxRow> kept = new LinkedBlockingQueue<>(2 * MOST_NOTED);
    private final List<Thread> callers = new ArrayList<>();
    private final WakeableLoop taker = new WakeableLoop("outbox", this::takeDue);
    private volatile boolean closing;
    private final WakeableLoop notes = new WakeableLoop("outbox-notes", this::note);

    public OutboxRelay(Database database, Outbox outbox, WorkflowCalls calls, WorkflowStarts starts) {
        this.database = database;
        this.hand = outbox.hand();
        this.calls = calls;
        this.starts = starts;
    }

    public void start() {
        notes.start();
        IntStream.range(0, CALLERS)
                .mapToObj(number ->
                        Thread.ofVirtual().name("outbox-call-" + number).start(this::callInTurn))
                .forEach(callers::add);
        taker.start();
    }

    /** Does not wait any longer with what has failed: Temporal is back. */
    public void retryNow() {
        database.runAcrossOrganizations(tx -> tx.mapper(OutboxMapper.class).retryNow());
        taker.wake();
    }

    /** Puts into the hand what is due in the table; returns how long nothing will be. */
    private Duration takeDue() {
        int room = Math.min(MOST_TAKEN, hand.room());
        if (room == 0) {
            return WHEN_FULL;
        }
        List<OutboxRow> due =
                database.acrossOrganizations(tx -> tx.mapper(OutboxMapper.class).take(room, TAKEN_HIDDEN_SECONDS));
        due.forEach(hand::offer);
        return due.size() == room ? WHEN_FULL : untilNext();
    }

    private Duration untilNext() {
        Double millis =
                database.acrossOrganizations(tx -> tx.mapper(OutboxMapper.class).millisUntilNext());
        return millis == null || millis > SWEEP.toMillis()
                ? SWEEP
                : Duration.ofMillis(Math.max(10, millis.longValue()));
    }

    private void callInTurn() {
        try {
            while (!closing) {
                OutboxRow row = hand.take();
                if (!Hand.isNothing(row)) {
                    call(row);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(OutboxRow row) throws InterruptedException {
        try {
            make(row);
        } catch (RuntimeException failure) {
            hand.release(row);
            postpone(row, failure);
            return;
        }
        kept.put(row);
        notes.wake();
    }

    private void make(OutboxRow row) {
        switch (row.kind()) {
            case START_WORKFLOW -> calls.start(row.jobId());
            case ASSIGN_ATTEMPT -> calls.assign(row.jobId(), assignment(row));
            case WAKE_WORKFLOW -> calls.wake(row.jobId());
            case COMPLETE_ATTEMPT ->
                calls.completeAttempt(row.jobId(), Objects.requireNonNull(row.taskToken(), "taskToken"));
        }
    }

    private static Assignment assignment(OutboxRow row) {
        return new Assignment(
                Objects.requireNonNull(row.attemptId(), "attemptId"),
                row.nodeId(),
                Duration.ofSeconds(Objects.requireNonNull(row.timeoutSeconds(), "timeoutSeconds")),
                row.offered());
    }

    /** Notes what has been kept since the last time; returns how long to wait for more. */
    private Duration note() {
        List<OutboxRow> done = new ArrayList<>();
        kept.drainTo(done, MOST_NOTED);
        if (done.isEmpty()) {
            return SWEEP;
        }
        try {
            note(done);
        } catch (RuntimeException failure) {
            done.forEach(this::noteAlone);
        }
        done.forEach(hand::release);
        return kept.isEmpty() ? SWEEP : Duration.ZERO;
    }

    private void note(List<OutboxRow> done) {
        List<UUID> jobs = done.stream()
                .filter(row -> row.kind() != OutboxKind.COMPLETE_ATTEMPT)
                .map(OutboxRow::jobId)
                .distinct()
                .toList();
        database.runAcrossOrganizations(tx -> {
            // A call whose note is lost is made again.
            tx.commitWithoutWaiting();
            // The jobs' rows first, as everywhere.
            if (!jobs.isEmpty()) {
                starts.started(tx, jobs);
            }
            tx.mapper(OutboxMapper.class)
                    .delete(done.stream().map(OutboxRow::id).toList());
        });
    }

    /** What cannot be noted now is made again when the row shows itself again. */
    private void noteAlone(OutboxRow row) {
        try {
            note(List.of(row));
        } catch (RuntimeException failure) {
            log.warn("Could not note that {} for job {} is done; it is repeated", row.kind(), row.jobId(), failure);
        }
    }

    private void postpone(OutboxRow row, RuntimeException failure) {
        long ceiling = Math.min(LAST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(row.tries() + 1, 10));
        long delay = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        log.warn(
                "Temporal call {} for job {} failed, try {}; again in {} ms: {}",
                row.kind(),
                row.jobId(),
                row.tries() + 1,
                delay,
                failure.toString());
        try {
            database.runAcrossOrganizations(tx -> {
                if (row.kind() != OutboxKind.COMPLETE_ATTEMPT) {
                    starts.failed(tx, row.jobId(), calls.explain(failure));
                }
                tx.mapper(OutboxMapper.class).postpone(row.id(), delay);
            });
        } catch (RuntimeException unnoted) {
            log.warn("Could not note that {} for job {} failed; it is repeated", row.kind(), row.jobId(), unnoted);
        }
        taker.wake();
    }

    /** Lets the calls that are under way end and notes them. */
    @Override
    public void close() {
        closing = true;
        taker.close();
        callers.forEach(caller -> hand.offerNothing());
        callers.forEach(OutboxRelay::awaitEnd);
        notes.close();
        while (!kept.isEmpty()) {
            note();
        }
    }

    private static void awaitEnd(Thread caller) {
        try {
            caller.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
