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
import dev.sia.server.outbox.Assignment;
import dev.sia.server.queue.QueueName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives waiting jobs to agents in the order that the queues say: several in one transaction, and the offers right after
 * its commit when the agents' streams are here. What is not sent from here is sent by the node that runs the attempt's
 * activity.
 */
public final class AttemptClaims {
    private final Database database;
    private final TimeOrderedIds ids;
    private final JobProgress jobs;
    private final AttemptOffers offers;
    private final AgentGateway gateway;
    private final EventService events;
    private final AttemptTimes times;

    public AttemptClaims(
            Database database,
            TimeOrderedIds ids,
            JobProgress jobs,
            AttemptOffers offers,
            AgentGateway gateway,
            EventService events,
            AttemptTimes times) {
        this.database = database;
        this.ids = ids;
        this.jobs = jobs;
        this.offers = offers;
        this.gateway = gateway;
        this.events = events;
        this.times = times;
    }

    /** A job that got an attempt, which its agent is to be told of. */
    private record Claimed(Job job, AttemptId attempt, boolean here) {}

    /** Organizations that may have something to give out. */
    public List<OrganizationId> organizationsToServe() {
        return database.acrossOrganizations(tx -> tx.mapper(ClaimMapper.class).organizationsToServe()).stream()
                .map(OrganizationId::new)
                .toList();
    }

    /** Gives out up to {@code most} of the organization's next jobs; returns how many agents could take. */
    public int claim(OrganizationId organization, int most) {
        List<Runnable> toSend = new ArrayList<>();
        // Ranks and labels need their index, see QueueService; every statement names the organization.
        int claimed = database.acrossOrganizations(tx -> claim(tx, organization, most, toSend));
        toSend.forEach(Runnable::run);
        return claimed;
    }

    private int claim(Tx tx, OrganizationId organization, int most, List<Runnable> toSend) {
        ClaimMapper mapper = tx.mapper(ClaimMapper.class);
        List<QueueName> open = mapper.lockOpenQueues(organization);
        Integer room = mapper.room(organization);
        int allowed = room == null ? most : Math.min(most, room);
        List<Claimed> claimed = new ArrayList<>();
        boolean more = true;
        while (more && claimed.size() < allowed) {
            Optional<Match> match = firstMatch(mapper, organization, open);
            more = match.isPresent();
            // A job cancelled, or an agent gone, since the look: look again.
            match.flatMap(found -> claim(tx, organization, found)).ifPresent(claimed::add);
        }
        if (!claimed.isEmpty()) {
            tell(tx, organization, claimed, toSend);
        }
        return claimed.size();
    }

    private static Optional<Match> firstMatch(ClaimMapper mapper, OrganizationId organization, List<QueueName> open) {
        return QueueName.SERVING_ORDER.stream()
                .filter(open::contains)
                .flatMap(queue -> mapper.firstMatch(organization, queue).stream())
                .findFirst();
    }

    private Optional<Claimed> claim(Tx tx, OrganizationId organization, Match match) {
        ClaimMapper mapper = tx.mapper(ClaimMapper.class);
        AttemptId id = new AttemptId(ids.next());
        Optional<Job> taken = jobs.assign(tx, match.jobId());
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        Job job = taken.get();
        Optional<String> node = mapper.occupy(organization, match.agentId());
        Claim claim = new Claim(
                id,
                organization,
                job.id(),
                job.attemptCount(),
                match.agentId(),
                Lease.generate(),
                times.offerDeadline().toSeconds());
        if (node.isEmpty() || mapper.insert(claim) == 0) {
            jobs.unassign(tx, job.id());
            node.ifPresent(held -> mapper.vacate(match.agentId(), Vacated.AS_IT_WAS));
            return Optional.empty();
        }
        boolean here = gateway.holds(match.agentId());
        jobs.promise(
                tx, job.id(), new Assignment(id.value(), node.get(), times.longest(job.attemptTimeoutSeconds()), here));
        return Optional.of(new Claimed(job, id, here));
    }

    private void tell(Tx tx, OrganizationId organization, List<Claimed> claimed, List<Runnable> toSend) {
        Map<AttemptId, Attempt> attempts =
                tx
                        .mapper(AttemptMapper.class)
                        .findAll(claimed.stream().map(Claimed::attempt).toList())
                        .stream()
                        .collect(Collectors.toMap(Attempt::id, Function.identity()));
        List<NewEvent> told = new ArrayList<>();
        for (Claimed each : claimed) {
            Attempt attempt = attempts.get(each.attempt());
            if (attempt == null) {
                throw new IllegalStateException("The attempt " + each.attempt() + " was just stored");
            }
            told.add(JobProgress.assigned(each.job()));
            told.add(AttemptEvents.statusChanged(attempt, AttemptStatus.OFFERED, Actor.SYSTEM, null));
            if (each.here()) {
                toSend.add(() -> gateway.offer(offers.of(attempt, each.job())));
            }
        }
        events.append(tx, organization, told);
    }
}
