package dev.sia.server.dispatch;

import dev.sia.server.attempt.AttemptSweep;
import dev.sia.server.job.JobRecovery;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;

/** The slow safety net: expired offers and leases, jobs that nobody moved on, old idempotency keys. */
public final class Sweeper implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final AttemptSweep attempts;
    private final JobRecovery jobs;
    private final WakeableLoop loop = new WakeableLoop("sweeper", this::round);

    public Sweeper(AttemptSweep attempts, JobRecovery jobs) {
        this.attempts = attempts;
        this.jobs = jobs;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        attempts.run();
        jobs.deleteOldIdempotencyKeys();
        return INTERVAL;
    }

    @Override
    public void close() {
        loop.close();
    }
}
