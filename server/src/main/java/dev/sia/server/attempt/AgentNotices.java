package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentService;
import dev.sia.server.agent.Standing;

/** Tells agents that are connected to this node how people have them stand. */
public final class AgentNotices {
    private final AgentService agents;
    private final AgentGateway gateway;

    public AgentNotices(AgentService agents, AgentGateway gateway) {
        this.agents = agents;
        this.gateway = gateway;
    }

    /** Something may have changed about the agent. Nothing happens when its connection is not here. */
    public void tell(AgentId agent) {
        if (gateway.holds(agent)) {
            agents.standing(agent).ifPresent(standing -> tell(agent, standing));
        }
    }

    private void tell(AgentId agent, Standing standing) {
        switch (standing) {
            case Standing.Member() -> gateway.drain(agent, true, "Jobs come again.");
            case Standing.Draining(String reason) -> gateway.drain(agent, false, reason);
            case Standing.Revoked() -> gateway.revoke(agent);
            case Standing.Removed() -> gateway.remove(agent);
        }
    }
}
