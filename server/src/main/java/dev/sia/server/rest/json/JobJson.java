package dev.sia.server.rest.json;

import dev.sia.api.model.Cancellation;
import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.Failure;
import dev.sia.api.model.FailureClass;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.JobRetry;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobSummary;
import dev.sia.api.model.JobWorkflowPhase;
import dev.sia.api.model.JobWorkflowState;
import dev.sia.api.model.Publication;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.Repository;
import dev.sia.api.model.Step;
import dev.sia.server.job.JobId;
import org.jspecify.annotations.Nullable;

/** Jobs; what people wish of them is in {@link JobWishes}. */
public final class JobJson {
    private JobJson() {}

    public static dev.sia.server.job.JobStatus status(JobStatus status) {
        return dev.sia.server.job.JobStatus.valueOf(status.name());
    }

    /** The job alone; its place in the queue and its latest attempt come from elsewhere. */
    public static Job of(dev.sia.server.job.Job job) {
        return new Job()
                .id(job.id().value())
                .etag(EntityTags.of(job.version()))
                .organizationId(job.organizationId().value())
                .title(job.title())
                .prompt(job.prompt())
                .repository(repository(job.repositoryUrl(), job.baseBranch()))
                .steps(job.jobSteps().stream().map(JobJson::step).toList())
                .labels(job.labels())
                .priority(priority(job.jobPriority()))
                .queue(queue(job.queue()))
                .status(status(job.status()))
                .cancellation(cancellation(job.cancellation()))
                .attemptTimeoutSeconds(job.attemptTimeoutSeconds())
                .stepTimeoutSeconds(job.stepTimeoutSeconds())
                .jobTimeoutSeconds(job.jobTimeoutSeconds())
                .retry(retry(job.retryPolicy()))
                .attemptCount(job.attemptCount())
                .workBranch(job.workBranch())
                .publication(publication(job.publication()))
                .failure(failure(job.failure()))
                .workflow(workflow(job))
                .createdBy(ActorJson.of(job.createdBy()))
                .createdAt(job.createdAt())
                .updatedAt(job.updatedAt())
                .startedAt(job.startedAt())
                .finishedAt(job.finishedAt());
    }

    public static JobSummary of(dev.sia.server.job.JobSummary job) {
        return new JobSummary()
                .id(job.id().value())
                .title(job.title())
                .status(status(job.status()))
                .queue(queue(job.queue()))
                .priority(priority(job.jobPriority()))
                .labels(job.labels())
                .repository(repository(job.repositoryUrl(), job.baseBranch()))
                .attemptCount(job.attemptCount())
                .createdBy(ActorJson.of(job.createdBy()))
                .createdAt(job.createdAt())
                .updatedAt(job.updatedAt());
    }

    static QueueName queue(dev.sia.server.queue.QueueName queue) {
        return QueueName.valueOf(queue.name());
    }

    static JobPriority priority(dev.sia.server.job.JobPriority priority) {
        return JobPriority.valueOf(priority.name());
    }

    static Step step(dev.sia.server.job.Step step) {
        return Step.valueOf(step.name());
    }

    private static JobRetry retry(dev.sia.server.job.RetryPolicy policy) {
        return new JobRetry()
                .maxAttempts(policy.maxAttempts())
                .failures(policy.on().stream()
                        .map(failure -> FailureClass.valueOf(failure.name()))
                        .toList());
    }

    static @Nullable Failure failure(dev.sia.server.job.@Nullable Failure failure) {
        return failure == null
                ? null
                : new Failure()
                        .propertyClass(
                                FailureClass.valueOf(failure.failureClass().name()))
                        .step(failure.step() == null ? null : step(failure.step()))
                        .message(failure.message());
    }

    private static JobStatus status(dev.sia.server.job.JobStatus status) {
        return JobStatus.valueOf(status.name());
    }

    private static Repository repository(String url, String baseBranch) {
        return new Repository().url(url).baseBranch(baseBranch);
    }

    private static @Nullable Cancellation cancellation(dev.sia.server.job.@Nullable Cancellation cancellation) {
        return cancellation == null
                ? null
                : new Cancellation()
                        .stage(CancellationStage.valueOf(cancellation.stage().name()))
                        .reason(cancellation.reason())
                        .requestedBy(ActorJson.of(cancellation.requestedBy()))
                        .requestedAt(cancellation.requestedAt())
                        .deliveredAt(cancellation.deliveredAt())
                        .stoppedAt(cancellation.stoppedAt())
                        .unconfirmedAt(cancellation.unconfirmedAt());
    }

    private static @Nullable Publication publication(dev.sia.server.job.@Nullable Publication publication) {
        return publication == null
                ? null
                : new Publication()
                        .branch(publication.branch())
                        .commit(publication.commit())
                        .pullRequestUrl(publication.pullRequestUrl())
                        .filesChanged(publication.filesChanged())
                        .insertions(publication.insertions())
                        .deletions(publication.deletions());
    }

    private static JobWorkflowState workflow(dev.sia.server.job.Job job) {
        JobId id = job.id();
        return new JobWorkflowState()
                .id(id.workflowId())
                .state(job.workflowStarted() ? JobWorkflowPhase.STARTED : JobWorkflowPhase.STARTING)
                .lastError(job.workflowError());
    }
}
