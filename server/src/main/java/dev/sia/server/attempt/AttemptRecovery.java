package dev.sia.server.attempt;

import dev.sia.server.attempt.AttemptMapper.Unconcluded;
import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.Outbox;
import java.time.Duration;
import java.util.List;

/** Gives workflows back to attempts that lost theirs, and tells so in the history of the job. */
public final class AttemptRecovery {
    private final Database database;
    private final EventService events;
    private final Outbox outbox;

    public AttemptRecovery(Database database, EventService events, Outbox outbox) {
        this.database = database;
        this.events = events;
        this.outbox = outbox;
    }

    /** What waits, for longer than {@code age}, for attempts of agents that the node holds. */
    public List<OpenActivity> openActivities(String nodeId, Duration age) {
        return database.acrossOrganizations(
                tx -> tx.mapper(AttemptMapper.class).openActivities(nodeId, age.toSeconds()));
    }

    /** Temporal does not know the activity that waited for the attempt. */
    public void activityLost(OpenActivity lost) {
        database.runAcrossOrganizations(tx -> {
            if (tx.mapper(AttemptMapper.class).clearTaskToken(lost.id(), lost.taskToken()) == 1) {
                String why = "Temporal did not know the workflow of the running attempt; it was started again.";
                wake(tx, lost.organizationId(), lost.jobId(), lost.number(), why);
            }
        });
    }

    /** The attempt ended, and nobody has moved its job on for a while. */
    void wake(Unconcluded stranded) {
        String why = "The attempt had ended, but the workflow had not gone on; it was woken.";
        database.runAcrossOrganizations(
                tx -> wake(tx, stranded.organizationId(), stranded.jobId(), stranded.number(), why));
    }

    private void wake(Tx tx, OrganizationId organization, JobId job, int attempt, String why) {
        outbox.wakeWorkflow(tx, job.value());
        events.append(
                tx,
                organization,
                NewEvent.of(EventType.JOB_RECOVERED, Actor.SYSTEM)
                        .job(job.value())
                        .attempt(attempt)
                        .reason(why)
                        .build());
    }
}
