package dev.sia.server.job;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as its row has it. Attempts and the place in the queue are told by the features that own them.
 *
 * @param version counts the changes of the job, not of its place in the queue or the state of its workflow
 * @param steps lower-case names of {@link Step}s in order
 * @param priority as stored, see {@link #jobPriority()}
 * @param retryOn lower-case names of {@link FailureClass}es, see {@link #retryPolicy()}
 * @param attemptsBefore attempts made before a person queued it last; the retry policy counts from there
 * @param avoidAgentId agent whose fault the last failure was
 */
public record Job(
        JobId id,
        long version,
        OrganizationId organizationId,
        String title,
        String prompt,
        String repositoryUrl,
        String baseBranch,
        String workBranch,
        List<String> steps,
        List<String> labels,
        short priority,
        QueueName queue,
        JobStatus status,
        @Nullable Cancellation cancellation,
        int attemptTimeoutSeconds,
        @Nullable Integer stepTimeoutSeconds,
        @Nullable Integer jobTimeoutSeconds,
        int maxAttempts,
        List<String> retryOn,
        int attemptCount,
        int attemptsBefore,
        @Nullable UUID avoidAgentId,
        @Nullable Publication publication,
        @Nullable Failure failure,
        boolean workflowStarted,
        @Nullable String workflowError,
        Actor createdBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    public JobPriority jobPriority() {
        return JobPriority.ofStored(priority);
    }

    public RetryPolicy retryPolicy() {
        return new RetryPolicy(
                maxAttempts,
                retryOn.stream()
                        .map(name -> FailureClass.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList());
    }

    public List<Step> jobSteps() {
        return steps.stream()
                .map(name -> Step.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }
}
