package dev.sia.server.job;

import dev.sia.server.event.Actor;
import dev.sia.server.queue.QueueName;
import java.time.Instant;
import java.util.List;

/** A job as lists show it: without what can be long. */
public record JobSummary(
        JobId id,
        String title,
        JobStatus status,
        QueueName queue,
        short priority,
        List<String> labels,
        String repositoryUrl,
        String baseBranch,
        int attemptCount,
        Actor createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public JobPriority jobPriority() {
        return JobPriority.ofStored(priority);
    }
}
