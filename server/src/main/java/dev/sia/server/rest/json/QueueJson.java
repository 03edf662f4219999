package dev.sia.server.rest.json;

import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.MovedJob;
import dev.sia.api.model.PauseQueueRequest;
import dev.sia.api.model.QueueList;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueuePause;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.model.QueuedJob;
import dev.sia.api.model.RunningJob;
import dev.sia.server.attempt.RunningAttempt;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.job.JobPriority;
import dev.sia.server.queue.MoveJob;
import dev.sia.server.queue.MoveTarget;
import dev.sia.server.queue.PauseQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
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

    public static QueueOverview overview(dev.sia.server.queue.QueueOverview queue) {
        return new QueueOverview()
                .name(JobJson.queue(queue.name()))
                .etag(EntityTags.of(queue.version()))
                .queuedCount(queue.queuedCount())
                .runningCount(queue.runningCount())
                .pause(queue.pause().map(QueueJson::pause).orElse(null));
    }

    static QueuePause pause(dev.sia.server.queue.QueuePause pause) {
        return new QueuePause()
                .by(ActorJson.of(pause.by()))
                .at(pause.at())
                .note(pause.note())
                .until(pause.until());
    }

    public static PauseQueue pause(PauseQueueRequest request) {
        return new PauseQueue(request.getNote(), request.getUntil(), request.getForSeconds());
    }

    /** The wish, of whose targets there must be one. */
    public static MoveJob move(MoveJobRequest request) {
        List<MoveTarget> targets = new ArrayList<>();
        if (request.getTo() != null) {
            targets.add(
                    switch (request.getTo()) {
                        case HEAD -> new MoveTarget.Head();
                        case TAIL -> new MoveTarget.Tail();
                        case UNRECOGNIZED -> throw new IllegalArgumentException("Validation lets no unknown end pass");
                    });
        }
        if (request.getBefore() != null) {
            targets.add(new MoveTarget.Before(request.getBefore()));
        }
        if (request.getAfter() != null) {
            targets.add(new MoveTarget.After(request.getAfter()));
        }
        if (targets.size() != 1) {
            throw DomainException.invalid(FieldError.inBody("", "must have one of to, before and after"));
        }
        return new MoveJob(Objects.requireNonNull(request.getJobId()), targets.getFirst());
    }

    public static MovedJob moved(UUID jobId, dev.sia.api.model.QueueName queue, OptionalInt position, long version) {
        return new MovedJob()
                .jobId(jobId)
                .queue(queue)
                .position(position.isPresent() ? position.getAsInt() : null)
                .etag(EntityTags.of(version));
    }

    public static QueueStatus status(
            dev.sia.server.queue.QueueOverview queue,
            List<dev.sia.server.queue.QueuedJob> queued,
            List<RunningAttempt> running,
            @Nullable String nextCursor) {
        return new QueueStatus()
                .name(JobJson.queue(queue.name()))
                .etag(EntityTags.of(queue.version()))
                .queuedCount(queue.queuedCount())
                .runningCount(queue.runningCount())
                .pause(queue.pause().map(QueueJson::pause).orElse(null))
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
