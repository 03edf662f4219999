package dev.sia.server.attempt;

import dev.sia.server.agent.AgentService;
import dev.sia.server.db.Database;
import dev.sia.server.event.Actor;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobId;
import dev.sia.server.outbox.Outbox;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acts on what time has run out for. Each act is a transaction of its own and checks again under the row's lock. */
public final class AttemptSweep {
    private static final Logger log = LoggerFactory.getLogger(AttemptSweep.class);

    private final Database database;
    private final AgentService agents;
    private final AttemptEnding ending;
    private final AgentGateway gateway;
    private final Outbox outbox;
    private final AttemptTimes times;

    public AttemptSweep(
            Database database,
            AgentService agents,
            AttemptEnding ending,
            AgentGateway gateway,
            Outbox outbox,
            AttemptTimes times) {
        this.database = database;
        this.agents = agents;
        this.ending = ending;
        this.gateway = gateway;
        this.outbox = outbox;
        this.times = times;
    }

    /** One round. */
    public void run() {
        agents.endSilentSessions(times.leaseDuration());
        due(AttemptMapper::expiredOffers).forEach(this::withdraw);
        due(AttemptMapper::expiredLeases)
                .forEach(id -> lose(id, FailureClass.AGENT_LOST, "The agent was away for longer than its grace."));
        long slack = times.leaseDuration().toSeconds();
        due(mapper -> mapper.overdue(slack))
                .forEach(id -> lose(id, FailureClass.TIMEOUT, "The agent did not stop when the attempt's time was up."));
        List<JobId> unconcluded =
                database.inTransaction(tx -> tx.mapper(AttemptMapper.class).unconcluded());
        unconcluded.forEach(job -> database.runInTransaction(tx -> outbox.wakeWorkflow(tx, job.value())));
    }

    private List<AttemptId> due(Function<AttemptMapper, List<AttemptId>> query) {
        return database.inTransaction(tx -> query.apply(tx.mapper(AttemptMapper.class)));
    }

    private void withdraw(AttemptId id) {
        log.info("Attempt {}: its agent did not answer the offer in time", id);
        database.runInTransaction(
                tx -> ending.withdraw(tx, id, Actor.SYSTEM, "The agent did not answer the offer in time."));
    }

    private void lose(AttemptId id, FailureClass failureClass, String why) {
        log.info("Attempt {} is lost: {}", id, why);
        database.<Optional<Attempt>>inTransaction(tx -> tx.mapper(AttemptMapper.class)
                        .lock(id)
                        .filter(attempt -> attempt.status() == AttemptStatus.RUNNING)
                        .map(attempt -> {
                            ending.lose(tx, attempt, new Failure(failureClass, attempt.currentStep(), why));
                            return attempt;
                        }))
                .ifPresent(attempt -> gateway.leaseLost(attempt.agentId(), attempt.id(), why));
    }
}
