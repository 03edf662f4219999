package dev.sia.server.attempt;

import dev.sia.server.job.Job;
import dev.sia.server.job.JobRevisions;
import dev.sia.server.job.JobService;
import dev.sia.server.job.JobTime;
import dev.sia.server.job.Review;
import dev.sia.server.job.WorkPrompt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Writes offers: an attempt and the work of its job. */
public final class AttemptOffers {
    private final JobService jobs;
    private final JobRevisions revisions;
    private final Clock clock;

    public AttemptOffers(JobService jobs, JobRevisions revisions, Clock clock) {
        this.jobs = jobs;
        this.revisions = revisions;
        this.clock = clock;
    }

    public AttemptOffer of(Attempt attempt) {
        return of(attempt, jobs.find(attempt.organizationId(), attempt.jobId()));
    }

    AttemptOffer of(Attempt attempt, Job job) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, attempt.offerExpiresAt());
        return new AttemptOffer(
                attempt.id(),
                attempt.lease(),
                attempt.agentId(),
                job.id(),
                attempt.number(),
                left.isNegative() ? Duration.ZERO : left,
                JobTime.forAttempt(job, jobs.firstAccepted(job), now),
                JobTime.forStep(job),
                work(job, revisions.lastReview(job)));
    }

    private static AttemptOffer.Work work(Job job, Review review) {
        return new AttemptOffer.Work(
                job.title(),
                WorkPrompt.of(job, review),
                job.repositoryUrl(),
                job.baseBranch(),
                job.workBranch(),
                job.jobSteps(),
                review,
                WorkPrompt.continuesWorkBranch(job));
    }

    /** Whether somebody has asked for the attempt's job to stop. */
    boolean isCancellationRequested(Attempt attempt) {
        return jobs.find(attempt.organizationId(), attempt.jobId()).cancellation() != null;
    }
}
