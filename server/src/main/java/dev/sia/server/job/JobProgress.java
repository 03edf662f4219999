package dev.sia.server.job;

import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.outbox.Assignment;
import dev.sia.server.outbox.Outbox;
import dev.sia.server.queue.QueueService;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How attempts move their job, inside the caller's transaction. Every method returns the events that tell what it did, for
 * the caller to append last (see {@link dev.sia.server.event.EventService#append}).
 */
public final class JobProgress {
    private final QueueService queues;
    private final Outbox outbox;
    private final Signals signals;
    private final Clock clock;

    public JobProgress(QueueService queues, Outbox outbox, Signals signals, Clock clock) {
        this.queues = queues;
        this.outbox = outbox;
        this.signals = signals;
        this.clock = clock;
    }

    public Optional<Job> find(Tx tx, JobId id) {
        return tx.mapper(JobMapper.class).findById(id);
    }

    /** Locks the job's row. Lock the queues first when the job may go back to one. */
    public Optional<Job> lock(Tx tx, JobId id) {
        return tx.mapper(JobMapper.class).lock(id);
    }

    /** An agent was chosen for the next attempt of a job; the job as it is now, empty when it does not wait any longer. */
    public Optional<Job> assign(Tx tx, JobId id) {
        JobStatus status = JobTransitions.next(JobStatus.QUEUED, JobAction.ASSIGN);
        return tx.mapper(JobMapper.class).assign(id, status);
    }

    /** The agent that was just chosen is gone. */
    public void unassign(Tx tx, JobId id) {
        tx.mapper(JobMapper.class).unassign(id);
    }

    /** The job's workflow will see the attempt through. */
    public void promise(Tx tx, JobId id, Assignment made) {
        outbox.assignAttempt(tx, id.value(), made);
    }

    public static NewEvent assigned(Job job) {
        return statusChanged(job, job.status(), null);
    }

    /** The agent did not take the attempt, so it does not count. */
    public void takeBack(Tx tx, JobId id, int attemptCount) {
        tx.mapper(JobMapper.class).setAttemptCount(id, attemptCount);
    }

    /** The agent took the attempt. */
    public void markStarted(Tx tx, JobId id) {
        tx.mapper(JobMapper.class).markStarted(id);
    }

    /**
     * Back to the head of its queue, which the caller has locked.
     *
     * @param avoidAgentId agent that shall not have it again if there is another
     */
    public List<NewEvent> requeue(Tx tx, Job job, int attemptCount, String reason, @Nullable UUID avoidAgentId) {
        JobStatus status = JobTransitions.next(job.status(), JobAction.REQUEUE);
        long rank = queues.headRank(tx, job.organizationId(), job.queue());
        tx.mapper(JobMapper.class).requeue(job.id(), rank, attemptCount, avoidAgentId);
        tx.afterCommit(() -> signals.publish(Topic.dispatch(job.organizationId().value())));
        NewEvent queued = NewEvent.of(EventType.JOB_QUEUED, Actor.SYSTEM)
                .job(job.id().value())
                .queue(job.queue())
                .jobStatus(status)
                .reason(reason)
                .build();
        return List.of(statusChanged(job, status, reason), queued);
    }

    /** Whether the time for all attempts together is over. */
    public boolean isTimeUp(Tx tx, Job job) {
        return job.jobTimeoutSeconds() != null && tx.mapper(JobMapper.class).isTimeUp(job.id());
    }

    public List<NewEvent> submitForReview(Tx tx, Job job, @Nullable Publication publication) {
        JobStatus status = JobTransitions.next(job.status(), JobAction.SUBMIT_FOR_REVIEW);
        tx.mapper(JobMapper.class).end(job.id(), new JobEnd(status, publication, null, null));
        return List.of(statusChanged(job, status, null));
    }

    public List<NewEvent> fail(Tx tx, Job job, Failure failure) {
        JobStatus status = JobTransitions.next(job.status(), JobAction.FAIL);
        tx.mapper(JobMapper.class).end(job.id(), new JobEnd(status, null, failure, null));
        return List.of(statusChanged(job, status, failure.message()));
    }

    /**
     * Ends a job whose cancellation was asked for.
     *
     * @param confirmed whether the agent has said that the work has stopped
     * @param publication what the agent had published before it stopped, if anything
     */
    public List<NewEvent> cancel(Tx tx, Job job, boolean confirmed, @Nullable Publication publication) {
        JobStatus status = JobTransitions.next(job.status(), JobAction.CANCEL);
        Cancellation asked = Objects.requireNonNull(job.cancellation(), "cancellation");
        Cancellation end = confirmed ? asked.stopped(clock.instant()) : asked.unconfirmed(clock.instant());
        tx.mapper(JobMapper.class).end(job.id(), new JobEnd(status, publication, null, end));
        return List.of(cancellationChanged(job, end, Actor.SYSTEM), statusChanged(job, status, asked.reason()));
    }

    /** The agent has acknowledged that it is to stop. Nothing when that is known already. */
    public List<NewEvent> cancellationDelivered(Tx tx, JobId id, Actor agent) {
        List<NewEvent> told = new ArrayList<>();
        tx.mapper(JobMapper.class).lock(id).ifPresent(job -> {
            Cancellation asked = job.cancellation();
            if (asked != null
                    && asked.stage() == CancellationStage.REQUESTED
                    && job.status().isActive()) {
                Cancellation delivered = asked.delivered(clock.instant());
                tx.mapper(JobMapper.class).setCancellation(id, delivered);
                told.add(cancellationChanged(job, delivered, agent));
            }
        });
        return told;
    }

    private static NewEvent statusChanged(Job job, JobStatus status, @Nullable String reason) {
        return NewEvent.of(EventType.JOB_STATUS_CHANGED, Actor.SYSTEM)
                .job(job.id().value())
                .queue(job.queue())
                .jobStatus(status)
                .reason(reason)
                .build();
    }

    private static NewEvent cancellationChanged(Job job, Cancellation cancellation, Actor actor) {
        return NewEvent.of(EventType.JOB_CANCELLATION_CHANGED, actor)
                .job(job.id().value())
                .cancellationStage(cancellation.stage())
                .reason(cancellation.reason())
                .build();
    }
}
