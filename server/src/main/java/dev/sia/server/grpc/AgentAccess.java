package dev.sia.server.grpc;

import dev.sia.server.agent.AgentCredentials;
import dev.sia.server.agent.EnrolledAgent;
import dev.sia.server.audit.Denial;
import dev.sia.server.audit.Denials;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.event.Origin;
import dev.sia.server.limit.RateLimits;
import java.util.function.Supplier;

/** Lets agents in, or tells the audit of whoever is refused with a secret that was good once. */
public final class AgentAccess {
    private final AgentCredentials credentials;
    private final Denials denials;
    private final RateLimits limits;

    public AgentAccess(AgentCredentials credentials, Denials denials, RateLimits limits) {
        this.credentials = credentials;
        this.limits = limits;
        this.denials = denials;
    }

    EnrolledAgent enrol(String token, String name, Origin origin) {
        try {
            return limits.credentials(origin.address(), () -> credentials.enrol(token, name, origin));
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                credentials
                        .issuer(token)
                        .ifPresentOrElse(
                                organization -> denials.note(Denial.ofStranger(organization, origin, refused.code())),
                                denials::noteOfNobody);
            }
            throw refused;
        }
    }

    AgentCaller authenticate(String credential, Origin origin) {
        return new AgentCaller(
                letIn(credential, origin, () -> credentials.authenticate(credential, origin)), origin, denials);
    }

    EnrolledAgent rotate(String credential, Origin origin) {
        return letIn(credential, origin, () -> credentials.rotate(credential, origin));
    }

    private <T> T letIn(String credential, Origin origin, Supplier<T> entrance) {
        try {
            return limits.credentials(origin.address(), entrance);
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                noteFormerAgent(credential, origin, refused.code());
            }
            throw refused;
        }
    }

    private void noteFormerAgent(String credential, Origin origin, ErrorCode code) {
        credentials
                .formerOwner(credential)
                .ifPresentOrElse(agent -> new AgentCaller(agent, origin, denials).refused(code), denials::noteOfNobody);
    }
}
