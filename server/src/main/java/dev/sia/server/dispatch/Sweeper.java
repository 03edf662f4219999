package dev.sia.server.dispatch;

import dev.sia.server.attempt.AttemptSweep;
import dev.sia.server.job.JobRecovery;
import dev.sia.server.queue.QueuePauses;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;

/** The slow safety net: pauses, offers and leases whose time is over, jobs that nobody moved on, old idempotency keys. */
public final class Sweeper implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final AttemptSweep attempts;
    private final JobRecovery jobs;
    private final QueuePauses pauses;
    private final WakeableLoop loop = new WakeableLoop("sweeper", this::round);

    public Sweeper(AttemptSweep attempts, JobRecovery jobs, QueuePauses pauses) {
        this.attempts = attempts;
        this.jobs = jobs;
        this.pauses = pauses;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        pauses.resumeThoseThatAreOver();
        attempts.run();
        jobs.deleteOldIdempotencyKeys();
        return INTERVAL;
    }

    @Override
    public void close() {
        loop.close();
    }
}
