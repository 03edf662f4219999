package dev.sia.server.rest.json;

import dev.sia.api.model.QueueList;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.model.QueuedJob;
import dev.sia.api.model.RunningJob;
import dev.sia.server.attempt.RunningAttempt;
import dev.sia.server.job.JobPriority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queues, what waits in them and what runs from them. */
public final class QueueJson {
    private QueueJson() {}

    public static dev.sia.server.queue.QueueName name(dev.sia.api.model.QueueName name) {
        return dev.sia.server.queue.QueueName.valueOf(name.name());
    }

    public static QueueList list(List<dev.sia.server.queue.QueueOverview> queues) {
        return new QueueList().items(queues.stream().map(QueueJson::overview).toList());
    }

    private static QueueOverview overview(dev.sia.server.queue.QueueOverview queue) {
        return new QueueOverview()
                .name(JobJson.queue(queue.name()))
                .queuedCount(queue.queuedCount())
                .runningCount(queue.runningCount());
    }

    public static QueueStatus status(
            dev.sia.server.queue.QueueOverview queue,
            List<dev.sia.server.queue.QueuedJob> queued,
            List<RunningAttempt> running,
            @Nullable String nextCursor) {
        return new QueueStatus()
                .name(JobJson.queue(queue.name()))
                .queuedCount(queue.queuedCount())
                .runningCount(queue.runningCount())
                .queued(queued.stream().map(QueueJson::queued).toList())
                .running(running.stream().map(QueueJson::running).toList())
                .nextCursor(nextCursor);
    }

    private static QueuedJob queued(dev.sia.server.queue.QueuedJob job) {
        return new QueuedJob()
                .position(job.position())
                .jobId(job.jobId())
                .title(job.title())
                .priority(JobJson.priority(JobPriority.ofStored(job.priority())))
                .labels(job.labels())
                .queuedAt(job.queuedAt());
    }

    private static RunningJob running(RunningAttempt attempt) {
        return new RunningJob()
                .jobId(attempt.jobId().value())
                .title(attempt.title())
                .attempt(attempt.number())
                .attemptStatus(AttemptJson.status(attempt.status()))
                .step(attempt.currentStep() == null ? null : JobJson.step(attempt.currentStep()))
                .agentId(attempt.agentId().value())
                .agentName(attempt.agentName())
                .offeredAt(attempt.offeredAt());
    }
}
