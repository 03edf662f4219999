package dev.sia.server.rest;

import dev.sia.api.model.AttemptPage;
import dev.sia.api.model.CancelJobRequest;
import dev.sia.api.model.CreateHintRequest;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Hint;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPage;
import dev.sia.api.model.JobRevisionPage;
import dev.sia.api.model.JobSort;
import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.RetryJobRequest;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.api.rest.JobsApi;
import dev.sia.server.event.Actor;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobQuery;
import dev.sia.server.job.JobRevision;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.JobSummary;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.EntityTags;
import dev.sia.server.rest.json.HintJson;
import dev.sia.server.rest.json.JobJson;
import dev.sia.server.rest.json.JobWishes;
import dev.sia.server.rest.json.RevisionJson;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs: create, read, change, move on. */
public final class JobsResource implements JobsApi {
    private final JobServices services;
    private final JobAnswers answers;
    private final Provider<Actor> caller;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public JobsResource(JobServices services, JobAnswers answers, Provider<Actor> caller) {
        this.services = services;
        this.answers = answers;
        this.caller = caller;
    }

    private Actor caller() {
        return caller.get();
    }

    @Override
    public Job createJob(UUID organizationId, CreateJobRequest request, @Nullable String idempotencyKey) {
        return answers.created(services.jobs()
                .create(new OrganizationId(organizationId), caller(), JobWishes.create(request), idempotencyKey));
    }

    @Override
    public Job getJob(UUID organizationId, UUID jobId, Integer logLines) {
        return answers.withLog(
                services.jobs().findPlaced(new OrganizationId(organizationId), new JobId(jobId)), logLines);
    }

    private dev.sia.server.job.Job find(UUID organizationId, UUID jobId) {
        return services.jobs().find(new OrganizationId(organizationId), new JobId(jobId));
    }

    @Override
    public Job updateJob(UUID organizationId, UUID jobId, UpdateJobRequest request, @Nullable String ifMatch) {
        return answers.whole(services.changes()
                .update(
                        new OrganizationId(organizationId),
                        caller(),
                        new JobId(jobId),
                        JobWishes.update(request),
                        EntityTags.expected(ifMatch)));
    }

    @Override
    public JobWorkflow getJobWorkflow(UUID organizationId, UUID jobId) {
        return answers.workflow(find(organizationId, jobId));
    }

    @Override
    public Job cancelJob(UUID organizationId, UUID jobId, CancelJobRequest request) {
        return answers.whole(services.jobs()
                .cancel(new OrganizationId(organizationId), caller(), new JobId(jobId), request.getReason()));
    }

    @Override
    public Job retryJob(UUID organizationId, UUID jobId, RetryJobRequest request) {
        return answers.whole(services.changes()
                .retry(new OrganizationId(organizationId), caller(), new JobId(jobId), request.getPrompt()));
    }

    @Override
    public Job reworkJob(UUID organizationId, UUID jobId, ReworkJobRequest request) {
        return answers.whole(services.changes()
                .rework(
                        new OrganizationId(organizationId),
                        caller(),
                        new JobId(jobId),
                        JobWishes.review(request),
                        request.getPrompt()));
    }

    @Override
    public Job completeJob(UUID organizationId, UUID jobId) {
        return answers.whole(
                services.changes().complete(new OrganizationId(organizationId), caller(), new JobId(jobId)));
    }

    @Override
    public Job archiveJob(UUID organizationId, UUID jobId) {
        return answers.whole(
                services.changes().archive(new OrganizationId(organizationId), caller(), new JobId(jobId)));
    }

    @Override
    public Hint createHint(UUID organizationId, UUID jobId, CreateHintRequest request) {
        return HintJson.of(services.hints()
                .give(
                        new OrganizationId(organizationId),
                        caller(),
                        new JobId(jobId),
                        Objects.requireNonNull(request.getText())));
    }

    @Override
    public AttemptPage listJobAttempts(UUID organizationId, UUID jobId, @Nullable String cursor, Integer limit) {
        dev.sia.server.job.Job job = find(organizationId, jobId);
        Cursors cursors = Cursors.of("attempts", job.id());
        int after = cursors.place(cursor, Integer::valueOf).orElse(0);
        return answers.attempts(job, cursors, after, limit);
    }

    @Override
    public JobRevisionPage listJobRevisions(UUID organizationId, UUID jobId, @Nullable String cursor, Integer limit) {
        dev.sia.server.job.Job job = find(organizationId, jobId);
        Cursors cursors = Cursors.of("revisions", job.id());
        int after = cursors.place(cursor, Integer::valueOf).orElse(0);
        Cursors.Page<JobRevision> page = Cursors.Page.of(services.revisions().list(job, after, limit + 1), limit);
        return new JobRevisionPage()
                .items(page.items().stream().map(RevisionJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().number()) : null);
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
                services.jobs()
                        .list(
                                new OrganizationId(organizationId),
                                new JobQuery(statuses, newestFirst, after, limit + 1)),
                limit);
        return new JobPage()
                .items(page.items().stream().map(JobJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().id()) : null);
    }
}
