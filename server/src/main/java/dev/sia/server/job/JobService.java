package dev.sia.server.job;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.Outbox;
import dev.sia.server.queue.QueueService;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people do with jobs: create, read, cancel. Organization checks are part of every statement. */
public final class JobService {
    private final Database database;
    private final TimeOrderedIds ids;
    private final JobCreation creation;
    private final EventService events;
    private final Outbox outbox;
    private final Clock clock;

    public JobService(
            Database database, TimeOrderedIds ids, JobIntake intake, EventService events, Outbox outbox, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.creation = new JobCreation(database, intake);
        this.events = events;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Stores a new job at the end of the backlog together with the promise to run it.
     *
     * @param idempotencyKey when the same caller used it for the same wish before, that job is returned; for another wish
     *     it is refused
     */
    public Job create(OrganizationId organization, Actor caller, CreateJob wish, @Nullable String idempotencyKey) {
        JobRules.check(wish);
        return creation.create(organization, caller, wish, new JobId(ids.next()), idempotencyKey);
    }

    /** A job of the organization; another's is not found. */
    public Job find(OrganizationId organization, JobId id) {
        return database.read(organization, tx -> find(tx, organization, id));
    }

    /** The same with its place in the queue. */
    public PlacedJob findPlaced(OrganizationId organization, JobId id) {
        return database.read(
                organization,
                tx -> tx.mapper(JobMapper.class)
                        .findPlaced(organization, id, QueueService.LAST_COUNTED)
                        .orElseThrow(JobService::unknown));
    }

    private static Job find(Tx tx, OrganizationId organization, JobId id) {
        return tx.mapper(JobMapper.class).find(organization, id).orElseThrow(JobService::unknown);
    }

    private static DomainException unknown() {
        return DomainException.notFound("This job");
    }

    /** When an agent first took the job since a person queued it last; looked up only for a job whose time that limits. */
    public Optional<Instant> firstAccepted(Job job) {
        return job.jobTimeoutSeconds() == null
                ? Optional.empty()
                : database.read(
                        job.organizationId(), tx -> tx.mapper(JobMapper.class).firstAccepted(job.id()));
    }

    public List<JobSummary> list(OrganizationId organization, JobQuery query) {
        return database.read(organization, tx -> tx.mapper(JobMapper.class).list(organization, query));
    }

    /**
     * Asks for a job to stop: at once when it waits, through its agent when it runs. Asking again changes nothing.
     *
     * @return the job as it is afterwards
     */
    public Job cancel(OrganizationId organization, Actor caller, JobId id, @Nullable String reason) {
        if (reason != null && reason.indexOf('\0') >= 0) {
            throw DomainException.invalid(FieldError.inBody("/reason", "must not hold the NUL character"));
        }
        return database.inTransaction(organization, tx -> {
            find(tx, organization, id);
            JobMapper mapper = tx.mapper(JobMapper.class);
            Job job = mapper.lock(id).orElseThrow();
            if (job.cancellation() != null) {
                return job;
            }
            JobTransitions.next(job.status(), JobAction.CANCEL);
            Cancellation cancellation = Cancellation.requested(reason, caller, clock.instant());
            if (job.status() == JobStatus.QUEUED) {
                cancelQueued(tx, job, caller, cancellation);
            } else {
                mapper.setCancellation(id, cancellation);
                events.append(tx, organization, cancellationChanged(job, caller, cancellation.stage(), reason));
            }
            outbox.wakeWorkflow(tx, id.value());
            return mapper.find(organization, id).orElseThrow();
        });
    }

    private void cancelQueued(Tx tx, Job job, Actor caller, Cancellation cancellation) {
        Cancellation stopped = cancellation.stopped(cancellation.requestedAt());
        tx.mapper(JobMapper.class).end(job.id(), new JobEnd(JobStatus.CANCELLED, null, null, stopped));
        NewEvent statusChanged = NewEvent.of(EventType.JOB_STATUS_CHANGED, caller)
                .job(job.id().value())
                .queue(job.queue())
                .jobStatus(JobStatus.CANCELLED)
                .reason(cancellation.reason())
                .build();
        events.append(
                tx,
                job.organizationId(),
                List.of(cancellationChanged(job, caller, stopped.stage(), cancellation.reason()), statusChanged));
    }

    private static NewEvent cancellationChanged(
            Job job, Actor actor, CancellationStage stage, @Nullable String reason) {
        return NewEvent.of(EventType.JOB_CANCELLATION_CHANGED, actor)
                .job(job.id().value())
                .cancellationStage(stage)
                .reason(reason)
                .build();
    }
}
