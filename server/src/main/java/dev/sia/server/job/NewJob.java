package dev.sia.server.job;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job about to be stored, every default filled in. */
record NewJob(
        JobId id,
        OrganizationId organizationId,
        String title,
        String prompt,
        String repositoryUrl,
        String baseBranch,
        String workBranch,
        List<Step> steps,
        List<String> labels,
        short priority,
        QueueName queue,
        int attemptTimeoutSeconds,
        @Nullable Integer stepTimeoutSeconds,
        @Nullable Integer jobTimeoutSeconds,
        int maxAttempts,
        List<FailureClass> retryOn,
        Actor createdBy) {}
