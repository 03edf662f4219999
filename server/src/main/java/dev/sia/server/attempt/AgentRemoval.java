package dev.sia.server.attempt;

import dev.sia.server.agent.Agent;
import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentService;
import dev.sia.server.db.Database;
import dev.sia.server.event.Actor;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.organization.OrganizationId;
import java.util.List;

/** Takes agents out of their organization, with what they have. */
public final class AgentRemoval {
    private final Database database;
    private final AgentService agents;
    private final AttemptEnding ending;
    private final AgentGateway gateway;

    public AgentRemoval(Database database, AgentService agents, AttemptEnding ending, AgentGateway gateway) {
        this.database = database;
        this.agents = agents;
        this.ending = ending;
        this.gateway = gateway;
    }

    /**
     * Removes an agent. Its attempts, if it has any, end after that, each on its own; should the server die in between, the
     * sweep ends the others.
     *
     * @param force also when it has attempts
     * @return the agent as it was last
     */
    public Agent remove(OrganizationId organization, AgentId id, Actor actor, boolean force) {
        Agent removed = agents.remove(organization, id, actor, force);
        String why = "The agent was removed from the organization.";
        List<Attempt> live =
                database.read(organization, tx -> tx.mapper(AttemptMapper.class).liveOf(id));
        live.forEach(attempt -> {
            end(organization, attempt, actor, why);
            gateway.leaseLost(id, attempt.id(), why);
        });
        return removed;
    }

    private void end(OrganizationId organization, Attempt attempt, Actor actor, String why) {
        boolean withdrawn = attempt.status() == AttemptStatus.OFFERED
                && database.<Boolean>inTransaction(organization, tx -> ending.withdraw(tx, attempt.id(), actor, why));
        if (!withdrawn) {
            database.runInTransaction(
                    organization,
                    tx -> tx.mapper(AttemptMapper.class)
                            .lock(attempt.id())
                            .filter(now -> now.status() == AttemptStatus.RUNNING)
                            .ifPresent(now -> ending.lose(
                                    tx, now, new Failure(FailureClass.AGENT_LOST, now.currentStep(), why))));
        }
    }
}
