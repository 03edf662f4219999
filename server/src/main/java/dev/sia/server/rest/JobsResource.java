package dev.sia.server.rest;

import dev.sia.api.model.CancelJobRequest;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPage;
import dev.sia.api.model.JobSort;
import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.LogPage;
import dev.sia.api.rest.JobsApi;
import dev.sia.server.identity.Principal;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobQuery;
import dev.sia.server.job.JobService;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.JobSummary;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.ActorJson;
import dev.sia.server.rest.json.JobJson;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs: create, read, cancel. */
public final class JobsResource implements JobsApi {
    private final JobService jobs;
    private final JobAnswers answers;
    private final Provider<Principal> caller;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public JobsResource(JobService jobs, JobAnswers answers, Provider<Principal> caller) {
        this.jobs = jobs;
        this.answers = answers;
        this.caller = caller;
    }

    @Override
    public Job createJob(UUID organizationId, CreateJobRequest request, @Nullable String idempotencyKey) {
        return answers.whole(jobs.create(
                new OrganizationId(organizationId),
                ActorJson.caller(caller.get()),
                JobJson.wish(request),
                idempotencyKey));
    }

    @Override
    public Job getJob(UUID organizationId, UUID jobId) {
        return answers.whole(jobs.find(new OrganizationId(organizationId), new JobId(jobId)));
    }

    @Override
    public JobWorkflow getJobWorkflow(UUID organizationId, UUID jobId) {
        return answers.workflow(jobs.find(new OrganizationId(organizationId), new JobId(jobId)));
    }

    @Override
    public Job cancelJob(UUID organizationId, UUID jobId, CancelJobRequest request) {
        return answers.whole(jobs.cancel(
                new OrganizationId(organizationId),
                ActorJson.caller(caller.get()),
                new JobId(jobId),
                JobJson.reason(request)));
    }

    @Override
    public LogPage listJobLogs(
            UUID organizationId, UUID jobId, @Nullable Integer attempt, Long afterSeq, Integer limit) {
        JobId job =
                jobs.find(new OrganizationId(organizationId), new JobId(jobId)).id();
        return answers.log(job, attempt, afterSeq, limit);
    }

    @Override
    public JobPage listJobs(
            UUID organizationId,
            List<dev.sia.api.model.JobStatus> status,
            @Nullable JobSort sort,
            @Nullable String cursor,
            Integer limit) {
        List<JobStatus> statuses =
                status.stream().map(JobJson::status).distinct().sorted().toList();
        boolean newestFirst = sort != JobSort.CREATED_AT;
        Cursors cursors = Cursors.of("jobs", organizationId, statuses, newestFirst);
        JobId after =
                cursors.place(cursor, text -> new JobId(UUID.fromString(text))).orElse(null);
        Cursors.Page<JobSummary> page = Cursors.Page.of(
                jobs.list(new OrganizationId(organizationId), new JobQuery(statuses, newestFirst, after, limit + 1)),
                limit);
        return new JobPage()
                .items(page.items().stream().map(JobJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().id()) : null);
    }
}
