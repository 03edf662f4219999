package dev.sia.server.attempt;

import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.NewEvent;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobProgress;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogAppend;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStore;
import dev.sia.server.log.LogStream;
import dev.sia.server.outbox.Outbox;
import dev.sia.server.queue.QueueService;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways in which an attempt stops being live, inside the caller's transaction. */
public final class AttemptEnding {
    private final QueueService queues;
    private final JobProgress jobs;
    private final LogStore logs;
    private final EventService events;
    private final Outbox outbox;
    private final Signals signals;
    private final Clock clock;

    public AttemptEnding(
            QueueService queues,
            JobProgress jobs,
            LogStore logs,
            EventService events,
            Outbox outbox,
            Signals signals,
            Clock clock) {
        this.queues = queues;
        this.jobs = jobs;
        this.logs = logs;
        this.events = events;
        this.outbox = outbox;
        this.signals = signals;
        this.clock = clock;
    }

    /** Stores what a running attempt, which the caller has locked, came to, and lets its workflow go on. */
    void end(Tx tx, Attempt attempt, AttemptEnd end, Actor actor) {
        tx.mapper(AttemptMapper.class).end(attempt.id(), end);
        settle(tx, attempt, verdict(end));
        Failure failure = end.failure();
        String reason = failure == null ? null : failure.message();
        events.append(tx, attempt.organizationId(), AttemptEvents.statusChanged(attempt, end.status(), actor, reason));
    }

    /** Ends a running attempt, which the caller has locked, without a word from its agent; its log says why. */
    void lose(Tx tx, Attempt attempt, Failure failure) {
        AttemptStatus status =
                AttemptTransitions.next(attempt.status(), AttemptAction.LOSE).orElseThrow();
        explain(tx, attempt, failure.message());
        end(tx, attempt, new AttemptEnd(status, failure, null, false), Actor.SYSTEM);
    }

    /** Takes an unanswered offer back: the job goes to the head of its queue, or ends if somebody has cancelled it. */
    boolean withdraw(Tx tx, AttemptId id, Actor actor, String reason) {
        AttemptMapper mapper = tx.mapper(AttemptMapper.class);
        Optional<Attempt> seen = mapper.find(id);
        if (seen.isEmpty()) {
            return false;
        }
        queues.lock(tx, seen.get().organizationId());
        Job job = jobs.lock(tx, seen.get().jobId()).orElseThrow();
        Optional<Attempt> attempt = mapper.lock(id).filter(now -> now.status() == AttemptStatus.OFFERED);
        attempt.ifPresent(offered -> withdrawLocked(tx, job, offered, actor, reason));
        return attempt.isPresent();
    }

    private void withdrawLocked(Tx tx, Job job, Attempt attempt, Actor actor, String reason) {
        tx.mapper(AttemptMapper.class).delete(attempt.id());
        jobs.takeBack(tx, job.id(), attempt.number() - 1);
        settle(tx, attempt, job.cancellation() == null ? Vacated.DECLINED : Vacated.AS_IT_WAS);
        List<NewEvent> told = new ArrayList<>();
        told.add(AttemptEvents.withdrawn(attempt, actor, reason));
        told.addAll(
                job.cancellation() != null
                        ? jobs.cancel(tx, job, true, null)
                        : jobs.requeue(tx, job, attempt.number() - 1, reason, job.avoidAgentId()));
        events.append(tx, attempt.organizationId(), told);
    }

    /** Moves the job on by what its ended attempt came to; does nothing when that has happened. */
    void conclude(Tx tx, AttemptId id) {
        AttemptMapper mapper = tx.mapper(AttemptMapper.class);
        Attempt seen = mapper.find(id).orElseThrow(() -> DomainException.notFound("This attempt"));
        queues.lock(tx, seen.organizationId());
        Job job = jobs.lock(tx, seen.jobId()).orElseThrow();
        Attempt attempt = mapper.lock(id).orElseThrow();
        if (attempt.concluded() || attempt.status().isLive()) {
            return;
        }
        mapper.setConcluded(id);
        int made = attempt.number() - job.attemptsBefore();
        Tries tries = new Tries(made, job.retryPolicy(), jobs.isTimeUp(tx, job));
        Conclusion conclusion = Conclusion.of(attempt.status(), attempt.failure(), tries, job.cancellation() != null);
        events.append(tx, attempt.organizationId(), apply(tx, job, attempt, conclusion));
        tx.afterCommit(() -> signals.publish(Topic.log(job.id().value())));
    }

    private List<NewEvent> apply(Tx tx, Job job, Attempt attempt, Conclusion conclusion) {
        return switch (conclusion) {
            case Conclusion.Review() -> jobs.submitForReview(tx, job, attempt.publication());
            case Conclusion.Fail(Failure failure) -> jobs.fail(tx, job, failure);
            case Conclusion.Requeue(String reason, boolean elsewhere) ->
                jobs.requeue(
                        tx,
                        job,
                        attempt.number(),
                        reason,
                        elsewhere ? attempt.agentId().value() : null);
            case Conclusion.Cancel(boolean confirmed) -> jobs.cancel(tx, job, confirmed, attempt.publication());
        };
    }

    /** Ends a job that waits for another attempt although the time for all of them is over. */
    void expire(Tx tx, JobId id) {
        Job seen = jobs.find(tx, id).orElseThrow();
        queues.lock(tx, seen.organizationId());
        Job job = jobs.lock(tx, id).orElseThrow();
        if (job.status() == JobStatus.QUEUED && jobs.isTimeUp(tx, job)) {
            Failure failure = new Failure(
                    FailureClass.TIMEOUT, null, "The job's time was up before another agent could take it.");
            events.append(tx, job.organizationId(), jobs.fail(tx, job, failure));
            outbox.wakeWorkflow(tx, id.value());
        }
    }

    private static Vacated verdict(AttemptEnd end) {
        Failure failure = end.failure();
        if (end.status() == AttemptStatus.SUCCEEDED) {
            return Vacated.WELL;
        }
        return failure != null && failure.failureClass().isInfrastructure() ? Vacated.FAILED : Vacated.AS_IT_WAS;
    }

    /**
     * Frees the agent's place, and lets the workflow, the readers of the log and the dispatcher know that the attempt is not
     * live any longer. A workflow whose activity has not begun yet finds out when it begins.
     */
    private void settle(Tx tx, Attempt attempt, Vacated vacated) {
        tx.mapper(ClaimMapper.class).vacate(attempt.agentId(), vacated);
        byte[] taskToken = attempt.taskToken();
        if (taskToken != null) {
            outbox.completeAttempt(tx, attempt.jobId().value(), taskToken);
        }
        tx.afterCommit(() -> {
            logs.ended(attempt.id().value(), attempt.logSmallChunks());
            signals.publish(Topic.log(attempt.jobId().value()));
            signals.publish(Topic.dispatch(attempt.organizationId().value()));
        });
    }

    private void explain(Tx tx, Attempt attempt, String text) {
        long seq = attempt.lastLogSeq() + 1;
        var step = attempt.currentStep() == null ? Step.PREPARE : attempt.currentStep();
        LogBatch batch = LogBatch.of(List.of(LogLine.of(seq, clock.instant(), LogStream.SYSTEM, step, text)));
        logs.append(tx, List.of(LogAppend.of(attempt.id().value(), attempt.logDigest(), batch)));
    }
}
