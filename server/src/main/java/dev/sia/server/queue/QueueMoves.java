package dev.sia.server.queue;

import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.MoveMapper.Placed;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * Puts waiting jobs elsewhere among those of their priority. A move writes the job, the queue's version and one event,
 * however long the queue is.
 */
public final class QueueMoves {
    private final Database database;
    private final EventService events;
    private final QueueChanges changes;

    public QueueMoves(Database database, EventService events) {
        this.database = database;
        this.events = events;
        this.changes = new QueueChanges(events);
    }

    /**
     * Moves a job.
     *
     * @param expected version of the queue that the caller has seen
     * @return version of the queue afterwards
     */
    public long move(
            OrganizationId organization, QueueName queue, Actor caller, MoveJob wish, ExpectedVersion expected) {
        checkNotItself(wish);
        // For the index on ranks, see QueueService; every statement names the organization.
        return database.acrossOrganizations(tx -> {
            QueueMapper queues = tx.mapper(QueueMapper.class);
            long version = queues.lockOne(organization, queue)
                    .orElseThrow(() -> DomainException.notFound("This queue"))
                    .version();
            Placed job = tx.mapper(MoveMapper.class)
                    .lock(organization, wish.jobId())
                    .orElseThrow(() -> DomainException.notFound("This job"));
            requireWaiting(job, queue, "This job");
            changes.require(tx, organization, queue, expected, version);
            place(tx, organization, job, wish.target());
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.JOB_MOVED, caller)
                            .job(job.id())
                            .queue(queue)
                            .reason("Moved " + wish.target().words() + ".")
                            .build());
            return queues.countChange(organization, queue);
        });
    }

    private static void checkNotItself(MoveJob wish) {
        switch (wish.target()) {
            case MoveTarget.Before(UUID other) when other.equals(wish.jobId()) -> throw itself("/before");
            case MoveTarget.After(UUID other) when other.equals(wish.jobId()) -> throw itself("/after");
            case MoveTarget.Head _, MoveTarget.Tail _, MoveTarget.Before _, MoveTarget.After _ -> {}
        }
    }

    private static DomainException itself(String pointer) {
        return DomainException.invalid(FieldError.inBody(pointer, "must be another job than jobId"));
    }

    private static void requireWaiting(Placed job, QueueName queue, String what) {
        if (!job.waits()) {
            throw DomainException.illegalTransition(
                    job.status(),
                    what + " is " + job.status().replace('_', ' ') + "; only queued jobs have a place in a queue.");
        }
        if (job.queue() != queue) {
            throw new DomainException(ErrorCode.DIFFERENT_QUEUE, what + " waits in another queue than this one.");
        }
    }

    private static void place(Tx tx, OrganizationId organization, Placed job, MoveTarget target) {
        QueueMapper queues = tx.mapper(QueueMapper.class);
        MoveMapper moves = tx.mapper(MoveMapper.class);
        RankGap gap = new RankGap(tx, organization, job);
        switch (target) {
            case MoveTarget.Head _ ->
                moves.place(job.id(), BigDecimal.valueOf(queues.nextHead(organization, job.queue())));
            case MoveTarget.Tail _ ->
                moves.place(job.id(), BigDecimal.valueOf(queues.nextEnds(organization, job.queue(), 1)));
            case MoveTarget.Before(UUID other) ->
                gap.placeBefore(anchor(tx, organization, job, other).rank());
            case MoveTarget.After(UUID other) ->
                gap.placeBehind(anchor(tx, organization, job, other).rank());
        }
    }

    private static Placed anchor(Tx tx, OrganizationId organization, Placed job, UUID id) {
        Placed anchor = tx.mapper(MoveMapper.class)
                .find(organization, id)
                .orElseThrow(() -> DomainException.notFound("The job " + id + " to move it next to"));
        requireWaiting(anchor, job.queue(), "The job " + id + " to move it next to");
        if (anchor.priority() != job.priority()) {
            throw new DomainException(
                    ErrorCode.DIFFERENT_PRIORITY,
                    "The job " + id + " has another priority, which goes before manual order. "
                            + "Give this job the same priority first, then move it.");
        }
        return anchor;
    }
}
