package dev.sia.server.attempt;

import dev.sia.server.job.Job;
import dev.sia.server.job.JobService;
import java.time.Clock;
import java.time.Duration;

/** Writes offers: an attempt and the work of its job. */
public final class AttemptOffers {
    private final JobService jobs;
    private final Clock clock;

    public AttemptOffers(JobService jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    public AttemptOffer of(Attempt attempt) {
        return of(attempt, jobs.find(attempt.organizationId(), attempt.jobId()));
    }

    AttemptOffer of(Attempt attempt, Job job) {
        Duration left = Duration.between(clock.instant(), attempt.offerExpiresAt());
        return new AttemptOffer(
                attempt.id(),
                attempt.lease(),
                attempt.agentId(),
                job.id(),
                attempt.number(),
                left.isNegative() ? Duration.ZERO : left,
                Duration.ofSeconds(job.attemptTimeoutSeconds()),
                new AttemptOffer.Work(
                        job.title(),
                        job.prompt(),
                        job.repositoryUrl(),
                        job.baseBranch(),
                        job.workBranch(),
                        job.jobSteps()));
    }

    /** Whether somebody has asked for the attempt's job to stop. */
    boolean isCancellationRequested(Attempt attempt) {
        return jobs.find(attempt.organizationId(), attempt.jobId()).cancellation() != null;
    }
}
