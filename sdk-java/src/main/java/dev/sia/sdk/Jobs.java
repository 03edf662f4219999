package dev.sia.sdk;

import dev.sia.api.client.JobsApi;
import dev.sia.api.model.CancelJobRequest;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPage;
import dev.sia.api.model.JobSummary;
import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogPage;
import java.util.List;
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

    /** One job with its latest attempt. */
    public Job get(UUID jobId) {
        return calls.repeatable(() -> api.getJob(organizationId, jobId));
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

    /** A part of the log of one attempt, at most {@code range.limit()} lines. */
    public LogPage logPage(UUID jobId, LogRange range) {
        return calls.repeatable(
                () -> api.listJobLogs(organizationId, jobId, range.attempt(), range.afterSeq(), range.limit()));
    }

    /**
     * All lines that are stored now of the range's attempt, in order, asked for as the stream is read. When the range does not
     * name an attempt it is the one that is the latest when reading begins. To go on as the log grows use
     * {@link SiaClient#live()}.
     */
    public Stream<LogLine> log(UUID jobId, LogRange range) {
        LogReader reader = new LogReader(jobId, range);
        return PageStream.of(cursor -> reader.next());
    }

    /** Reads on after the last line; stays with the attempt that it began with. */
    private final class LogReader {
        private final UUID jobId;
        private LogRange rest;

        private LogReader(UUID jobId, LogRange range) {
            this.jobId = jobId;
            this.rest = range;
        }

        private PageStream.Page<LogLine> next() {
            LogPage page = logPage(jobId, rest);
            List<LogLine> lines = page.getLines();
            if (lines.isEmpty()) {
                return new PageStream.Page<>(lines, null);
            }
            long seq = lines.getLast().getSeq();
            rest = new LogRange(page.getAttempt(), seq, rest.limit());
            return new PageStream.Page<>(lines, seq < page.getLastSeq() ? Long.toString(seq) : null);
        }
    }
}
