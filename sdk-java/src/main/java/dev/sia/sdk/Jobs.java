package dev.sia.sdk;

import dev.sia.api.client.JobsApi;
import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptPage;
import dev.sia.api.model.CancelJobRequest;
import dev.sia.api.model.CreateHintRequest;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Hint;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPage;
import dev.sia.api.model.JobRevision;
import dev.sia.api.model.JobRevisionPage;
import dev.sia.api.model.JobSummary;
import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.RetryJobRequest;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.UpdateJobRequest;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one organization.
 *
 * <p>Every method throws {@link dev.sia.sdk.error.SiaException}: {@code SiaNotFoundException} for an organization or job that is
 * not there for the caller, {@code SiaUnauthenticatedException}, {@code SiaForbiddenException} for a role that is not enough,
 * {@code SiaValidationException} for bad values, {@code SiaUnavailableException} when there is no answer.
 */
public final class Jobs {
    /** Stands for every etag. */
    public static final String ANY_ETAG = "*";

    private static final int PAGE_SIZE = 100;

    private final UUID organizationId;
    private final JobsApi api;
    private final Calls calls;

    Jobs(UUID organizationId, JobsApi api, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.calls = calls;
    }

    /**
     * Puts a new job at the end of the backlog. An idempotency key of its own is made for every call and kept over the call's
     * retries, so that one call makes one job.
     *
     * @return the stored job
     */
    public Job create(CreateJobRequest request) {
        return create(request, UUID.randomUUID().toString());
    }

    /**
     * Puts a new job at the end of the backlog; a second call with the same key and request answers with the same job.
     *
     * @param idempotencyKey 1 to 255 visible ASCII characters
     * @return the stored job
     * @throws dev.sia.sdk.error.SiaConflictException when the key was used with another request ({@code idempotency_key_reused})
     */
    public Job create(CreateJobRequest request, String idempotencyKey) {
        return calls.repeatable(() -> api.createJob(organizationId, request, idempotencyKey));
    }

    /** All jobs that the filter names, in its order. Pages are asked for as the stream is read. */
    public Stream<JobSummary> list(JobFilter filter) {
        return PageStream.of(cursor -> {
            JobPage page = page(filter, cursor);
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /**
     * One page of jobs.
     *
     * @param cursor {@code nextCursor} of the page before, good only for the same filter; null for the first page
     */
    public JobPage page(JobFilter filter, @Nullable String cursor) {
        return calls.repeatable(
                () -> api.listJobs(organizationId, filter.statuses(), filter.sort(), cursor, filter.pageSize()));
    }

    /** One job with its latest attempt and the last lines of its log. */
    public Job get(UUID jobId) {
        return calls.repeatable(() -> api.getJob(organizationId, jobId, null));
    }

    /**
     * Asks for a job to be stopped; asking again changes nothing.
     *
     * @param reason for people, at most 500 characters; null for none
     * @return the job as it is now; its {@code cancellation} shows how far that is
     * @throws dev.sia.sdk.error.SiaConflictException when the job is in review or at an end ({@code illegal_transition})
     */
    public Job cancel(UUID jobId, @Nullable String reason) {
        return calls.repeatable(() -> api.cancelJob(organizationId, jobId, new CancelJobRequest().reason(reason)));
    }

    /** What Temporal says about the job's workflow; {@code known} is false when Temporal has none. */
    public JobWorkflow workflow(UUID jobId) {
        return calls.repeatable(() -> api.getJobWorkflow(organizationId, jobId));
    }

    /**
     * Changes what the request names of a job that waits in a queue.
     *
     * @param etag the job's {@code etag} as you read it, so that nobody else's change is overwritten; {@link #ANY_ETAG} for
     *     whatever it has become
     * @return the job as it is now
     * @throws dev.sia.sdk.error.SiaConflictException when somebody has changed it in the meantime ({@code
     *     precondition_failed}, with the present etag), or it does not wait ({@code illegal_transition})
     */
    public Job update(UUID jobId, UpdateJobRequest request, String etag) {
        return calls.once(() -> api.updateJob(organizationId, jobId, request, etag));
    }

    /**
     * Puts a failed or cancelled job at the end of the backlog once more.
     *
     * @param prompt what to ask from now on; null for what was asked before
     * @return the job as it is now
     * @throws dev.sia.sdk.error.SiaConflictException when it is neither ({@code illegal_transition})
     */
    public Job retry(UUID jobId, @Nullable String prompt) {
        return calls.once(() -> api.retryJob(organizationId, jobId, new RetryJobRequest().prompt(prompt)));
    }

    /**
     * Sends a job in review back with at least one comment.
     *
     * @return the job as it is now
     * @throws dev.sia.sdk.error.SiaConflictException when it is not in review ({@code illegal_transition})
     */
    public Job rework(UUID jobId, ReworkJobRequest request) {
        return calls.once(() -> api.reworkJob(organizationId, jobId, request));
    }

    /**
     * Accepts the work of a job in review.
     *
     * @return the job as it is now
     * @throws dev.sia.sdk.error.SiaConflictException when it is not in review ({@code illegal_transition})
     */
    public Job complete(UUID jobId) {
        return calls.once(() -> api.completeJob(organizationId, jobId));
    }

    /**
     * Puts a job away that is completed, failed or cancelled.
     *
     * @return the job as it is now
     * @throws dev.sia.sdk.error.SiaConflictException when it is at no end, or archived ({@code illegal_transition})
     */
    public Job archive(UUID jobId) {
        return calls.once(() -> api.archiveJob(organizationId, jobId));
    }

    /**
     * Tells the tool that works on a job something.
     *
     * @param text 1 to 4,000 characters
     * @return the hint, which is on its way
     * @throws dev.sia.sdk.error.SiaConflictException when no agent runs the job ({@code illegal_transition})
     */
    public Hint hint(UUID jobId, String text) {
        return calls.once(() -> api.createHint(organizationId, jobId, new CreateHintRequest().text(text)));
    }

    /** All attempts of a job with their steps, the first one first. Pages are asked for as the stream is read. */
    public Stream<Attempt> attempts(UUID jobId) {
        return PageStream.of(cursor -> {
            AttemptPage page = calls.repeatable(() -> api.listJobAttempts(organizationId, jobId, cursor, PAGE_SIZE));
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /** What was asked of a job, each time somebody asked. Pages are asked for as the stream is read. */
    public Stream<JobRevision> revisions(UUID jobId) {
        return PageStream.of(cursor -> {
            JobRevisionPage page =
                    calls.repeatable(() -> api.listJobRevisions(organizationId, jobId, cursor, PAGE_SIZE));
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }
}
