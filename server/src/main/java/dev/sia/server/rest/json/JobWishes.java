package dev.sia.server.rest.json;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.FailureClass;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.JobRetry;
import dev.sia.api.model.Repository;
import dev.sia.api.model.ReviewComment;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.Step;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.RetryPolicy;
import dev.sia.server.job.Review;
import dev.sia.server.job.UpdateJob;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people wish of jobs, whose required members validation has seen. */
public final class JobWishes {
    private JobWishes() {}

    public static CreateJob create(CreateJobRequest request) {
        Repository repository = Objects.requireNonNull(request.getRepository());
        return new CreateJob(
                request.getTitle(),
                Objects.requireNonNull(request.getPrompt()),
                new dev.sia.server.job.Repository(
                        Objects.requireNonNull(repository.getUrl()),
                        Objects.requireNonNull(repository.getBaseBranch())),
                steps(request.getSteps()),
                request.getLabels() == null ? List.of() : List.copyOf(request.getLabels()),
                request.getPriority() == null ? dev.sia.server.job.JobPriority.NORMAL : priority(request.getPriority()),
                new JobLimits(
                        request.getAttemptTimeoutSeconds(),
                        request.getStepTimeoutSeconds(),
                        request.getJobTimeoutSeconds(),
                        retry(request.getRetry())));
    }

    private static RetryPolicy retry(@Nullable JobRetry policy) {
        RetryPolicy usual = RetryPolicy.DEFAULT;
        if (policy == null) {
            return usual;
        }
        return new RetryPolicy(
                policy.getMaxAttempts() == null ? usual.maxAttempts() : policy.getMaxAttempts(),
                policy.getFailures() == null ? usual.on() : failures(policy.getFailures()));
    }

    private static List<dev.sia.server.job.Step> steps(@Nullable List<Step> steps) {
        return steps == null
                ? List.of()
                : steps.stream()
                        .map(step -> dev.sia.server.job.Step.valueOf(step.name()))
                        .toList();
    }

    private static dev.sia.server.job.JobPriority priority(JobPriority priority) {
        return dev.sia.server.job.JobPriority.valueOf(priority.name());
    }

    private static List<dev.sia.server.job.FailureClass> failures(List<FailureClass> failures) {
        return failures.stream()
                .map(failure -> dev.sia.server.job.FailureClass.valueOf(failure.name()))
                .toList();
    }

    public static UpdateJob update(UpdateJobRequest request) {
        JobRetry retry = request.getRetry();
        return new UpdateJob(
                request.getTitle(),
                request.getPrompt(),
                request.getLabels(),
                request.getPriority() == null ? null : priority(request.getPriority()),
                request.getAttemptTimeoutSeconds(),
                request.getStepTimeoutSeconds(),
                request.getJobTimeoutSeconds(),
                retry == null ? null : retry.getMaxAttempts(),
                retry == null || retry.getFailures() == null ? null : failures(retry.getFailures()));
    }

    public static Review review(ReworkJobRequest request) {
        return new Review(request.getComments().stream().map(JobWishes::comment).toList());
    }

    private static dev.sia.server.job.ReviewComment comment(ReviewComment comment) {
        return new dev.sia.server.job.ReviewComment(
                comment.getFile(), comment.getLine(), Objects.requireNonNull(comment.getText()));
    }
}
