package dev.sia.server.grpc;

import dev.sia.server.agent.AgentService;
import dev.sia.server.agent.EnrolledAgent;
import dev.sia.server.audit.Denial;
import dev.sia.server.audit.Denials;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.event.Origin;

/** Lets agents in, or tells the audit of whoever is refused with a secret that was good once. */
public final class AgentAccess {
    private final AgentService agents;
    private final Denials denials;

    public AgentAccess(AgentService agents, Denials denials) {
        this.agents = agents;
        this.denials = denials;
    }

    EnrolledAgent enrol(String token, String name, Origin origin) {
        try {
            return agents.enrol(token, name, origin);
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                agents.issuer(token)
                        .ifPresentOrElse(
                                organization ->
                                        denials.note(Denial.ofStranger(organization, origin, refused.code())),
                                denials::noteOfNobody);
            }
            throw refused;
        }
    }

    AgentCaller authenticate(String credential, Origin origin) {
        try {
            return new AgentCaller(agents.authenticate(credential), origin, denials);
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                noteFormerAgent(credential, origin, refused.code());
            }
            throw refused;
        }
    }

    private void noteFormerAgent(String credential, Origin origin, ErrorCode code) {
        agents.formerOwner(credential)
                .ifPresentOrElse(
                        agent -> new AgentCaller(agent, origin, denials).refused(code), denials::noteOfNobody);
    }
}
