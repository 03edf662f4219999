package dev.sia.server.attempt;

import dev.sia.server.attempt.ClaimMapper.Claim;
import dev.sia.server.attempt.ClaimMapper.Match;
import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.NewEvent;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobProgress;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueService;
import java.util.ArrayList;
import java.util.List;

/** Gives waiting jobs to agents: one job, one transaction, in the order that the queues say. */
public final class AttemptClaims {
    private final Database database;
    private final TimeOrderedIds ids;
    private final QueueService queues;
    private final JobProgress jobs;
    private final EventService events;
    private final AttemptTimes times;

    public AttemptClaims(
            Database database,
            TimeOrderedIds ids,
            QueueService queues,
            JobProgress jobs,
            EventService events,
            AttemptTimes times) {
        this.database = database;
        this.ids = ids;
        this.queues = queues;
        this.jobs = jobs;
        this.events = events;
        this.times = times;
    }

    /** Organizations that may have something to give out. */
    public List<OrganizationId> organizationsToServe() {
        return database.inTransaction(tx -> tx.mapper(ClaimMapper.class).organizationsToServe()).stream()
                .map(OrganizationId::new)
                .toList();
    }

    /** Gives out the organization's next job; false when none waits that an agent can take now. */
    public boolean claimNext(OrganizationId organization) {
        return database.inTransaction(tx -> {
            queues.lock(tx, organization);
            return QueueName.SERVING_ORDER.stream().anyMatch(queue -> claim(tx, organization, queue));
        });
    }

    private boolean claim(Tx tx, OrganizationId organization, QueueName queue) {
        ClaimMapper mapper = tx.mapper(ClaimMapper.class);
        Match match = mapper.firstMatch(organization, queue).orElse(null);
        if (match == null) {
            return false;
        }
        Integer slot = mapper.freeSlot(match.agentId());
        if (slot == null) {
            return false;
        }
        Job job = jobs.lock(tx, match.jobId()).orElseThrow();
        int number = job.attemptCount() + 1;
        AttemptId id = new AttemptId(ids.next());
        long offerSeconds = times.offerDeadline().toSeconds();
        mapper.insert(
                new Claim(id, organization, job.id(), number, match.agentId(), slot, Lease.generate(), offerSeconds));
        List<NewEvent> told = new ArrayList<>(jobs.assign(tx, job, number));
        Attempt attempt = tx.mapper(AttemptMapper.class).find(id).orElseThrow();
        told.add(AttemptEvents.statusChanged(attempt, AttemptStatus.OFFERED, Actor.SYSTEM, null));
        events.append(tx, organization, told);
        return true;
    }
}
