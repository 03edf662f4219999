package dev.sia.server.grpc;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.audit.Denial;
import dev.sia.server.audit.Denials;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Origin;

/** The agent that makes a call, and from where. */
record AgentCaller(AgentIdentity agent, Origin origin, Denials denials) {
    /** Tells the audit that the agent was not let in. */
    void refused(ErrorCode code) {
        denials.note(new Denial(
                agent.organizationId(), true, agent.actor(), agent.id().value(), origin, code));
    }
}
