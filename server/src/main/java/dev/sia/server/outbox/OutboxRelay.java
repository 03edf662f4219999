package dev.sia.server.outbox;

import dev.sia.server.db.Database;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outbox's promises: woken by a signal, it takes what is due in bounded batches, makes the calls, and deletes the
 * rows whose call succeeded. A failed call is repeated with exponential backoff and jitter, 0.2 s to 30 s, without end.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    /** The in-process Temporal answers badly to more starts at once. */
    private static final int CONCURRENT_CALLS = 8;

    /** Few enough to be made well within the time for which {@link OutboxMapper#take} hides them, and before a stop. */
    private static final int BATCH = 2 * CONCURRENT_CALLS;

    private static final long FIRST_DELAY_MILLIS = 200;
    private static final long LAST_DELAY_MILLIS = 30_000;
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Database database;
    private final WorkflowCalls calls;
    private final WorkflowStarts starts;
    private final ExecutorService callers = Executors.newFixedThreadPool(
            CONCURRENT_CALLS, Thread.ofVirtual().name("outbox-call-", 0).factory());
    private final WakeableLoop loop;
    private final Signals.Subscription subscription;

    public OutboxRelay(Database database, Signals signals, WorkflowCalls calls, WorkflowStarts starts) {
        this.database = database;
        this.calls = calls;
        this.starts = starts;
        this.loop = new WakeableLoop("outbox", this::relay);
        this.subscription = signals.subscribe(Topic.outbox(), loop::wake);
    }

    public void start() {
        loop.start();
    }

    /** Relays a batch; returns how long nothing will be due. */
    private Duration relay() throws InterruptedException {
        List<OutboxRow> due =
                database.inTransaction(tx -> tx.mapper(OutboxMapper.class).take(BATCH));
        callers.invokeAll(
                due.stream().map(row -> Executors.callable(() -> keep(row))).toList());
        return due.size() == BATCH ? Duration.ZERO : untilNext();
    }

    /** What cannot be noted now is made again when the row shows itself again. */
    private void keep(OutboxRow row) {
        try {
            call(row);
        } catch (RuntimeException failure) {
            log.warn("Could not note what became of {} for job {}; it is repeated", row.kind(), row.jobId(), failure);
        }
    }

    private Duration untilNext() {
        Double millis =
                database.inTransaction(tx -> tx.mapper(OutboxMapper.class).millisUntilNext());
        return millis == null || millis > SWEEP.toMillis() ? SWEEP : Duration.ofMillis(Math.max(1, millis.longValue()));
    }

    private void call(OutboxRow row) {
        try {
            make(row);
        } catch (RuntimeException failure) {
            postpone(row, failure);
            return;
        }
        database.runInTransaction(tx -> {
            // The job's row first, as everywhere.
            if (row.kind() != OutboxKind.COMPLETE_ATTEMPT) {
                starts.started(tx, row.jobId());
            }
            tx.mapper(OutboxMapper.class).delete(row.id());
        });
    }

    private void make(OutboxRow row) {
        switch (row.kind()) {
            case START_WORKFLOW -> calls.start(row.jobId());
            case WAKE_WORKFLOW -> calls.wake(row.jobId());
            case COMPLETE_ATTEMPT -> {
                byte[] token = row.taskToken();
                if (token != null) {
                    calls.completeAttempt(row.jobId(), token);
                }
            }
        }
    }

    private void postpone(OutboxRow row, RuntimeException failure) {
        long ceiling = Math.min(LAST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(row.tries(), 10));
        long delay = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        log.warn(
                "Temporal call {} for job {} failed, try {}; again in {} ms: {}",
                row.kind(),
                row.jobId(),
                row.tries(),
                delay,
                failure.toString());
        database.runInTransaction(tx -> {
            if (row.kind() != OutboxKind.COMPLETE_ATTEMPT) {
                starts.failed(tx, row.jobId(), "Temporal does not answer; the server tries again by itself.");
            }
            tx.mapper(OutboxMapper.class).postpone(row.id(), delay);
        });
    }

    @Override
    public void close() {
        subscription.close();
        loop.close();
        callers.close();
    }
}
