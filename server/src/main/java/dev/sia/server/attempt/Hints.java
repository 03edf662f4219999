package dev.sia.server.attempt;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobProgress;
import dev.sia.server.job.JobStatus;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.Outbox;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What people tell the tool that works on a job, on its way to the agent. */
public final class Hints {
    private final Database database;
    private final TimeOrderedIds ids;
    private final JobProgress jobs;
    private final EventService events;
    private final Outbox outbox;

    public Hints(Database database, TimeOrderedIds ids, JobProgress jobs, EventService events, Outbox outbox) {
        this.database = database;
        this.ids = ids;
        this.jobs = jobs;
        this.events = events;
        this.outbox = outbox;
    }

    /** Stores a hint for the attempt that runs and has the job's workflow deliver it. */
    public Hint give(OrganizationId organization, Actor caller, JobId id, String text) {
        check(text);
        return database.inTransaction(organization, tx -> {
            Job job = jobs.find(tx, id)
                    .filter(found -> found.organizationId().equals(organization))
                    .orElseThrow(() -> DomainException.notFound("This job"));
            Attempt attempt = lockRunning(tx, job.id());
            HintMapper mapper = tx.mapper(HintMapper.class);
            UUID hint = ids.next();
            mapper.insert(hint, id, attempt.id(), text, caller);
            outbox.wakeWorkflow(tx, id.value());
            events.append(tx, organization, AttemptEvents.hinted(attempt, caller, text));
            return mapper.find(hint).orElseThrow();
        });
    }

    private static void check(String text) {
        if (text.isBlank()) {
            throw DomainException.invalid(FieldError.inBody("/text", "must not be blank"));
        }
        if (text.indexOf('\0') >= 0) {
            throw DomainException.invalid(FieldError.inBody("/text", "must not hold the NUL character"));
        }
    }

    private Attempt lockRunning(Tx tx, JobId id) {
        Job job = jobs.lock(tx, id).orElseThrow();
        if (job.status() != JobStatus.IN_PROGRESS) {
            throw refused(job, "No agent works on this job.");
        }
        if (job.cancellation() != null) {
            throw refused(job, "This job is being cancelled.");
        }
        AttemptMapper mapper = tx.mapper(AttemptMapper.class);
        return mapper.latest(id)
                .flatMap(latest -> mapper.lock(latest.id()))
                .filter(attempt -> attempt.status() == AttemptStatus.RUNNING)
                .orElseThrow(() -> refused(job, "No agent has taken this job yet, or the one that had is done."));
    }

    private static DomainException refused(Job job, String why) {
        return DomainException.illegalTransition(job.status().name().toLowerCase(Locale.ROOT), why);
    }

    /** What the attempt's agent has not acknowledged, the first one first. */
    public List<AttemptHint> open(OrganizationId organization, AttemptId attempt) {
        return database.read(organization, tx -> tx.mapper(HintMapper.class).open(attempt));
    }
}
