package dev.sia.server.rest.json;

import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentDrain;
import dev.sia.api.model.AgentStatus;
import dev.sia.api.model.EnrolmentToken;
import dev.sia.api.model.IssuedEnrolmentToken;

/** Agents and how they join. */
public final class AgentJson {
    private AgentJson() {}

    public static Agent of(dev.sia.server.agent.Agent agent) {
        return new Agent()
                .id(agent.id().value())
                .name(agent.name())
                .status(AgentStatus.valueOf(agent.status().name()))
                .statusReason(agent.statusReason())
                .statusChangedAt(agent.statusChangedAt())
                .connected(agent.connected())
                .draining(agent.drain().map(AgentJson::of).orElse(null))
                .labels(agent.labels())
                .capacity(agent.capacity())
                .runningCount(agent.runningCount())
                .consecutiveFailures(agent.consecutiveFailures())
                .version(agent.version())
                .enrolledAt(agent.enrolledAt())
                .credentialIssuedAt(agent.credentialIssuedAt())
                .credentialRevokedAt(agent.credentialRevokedAt())
                .lastSeenAt(agent.lastSeenAt());
    }

    private static AgentDrain of(dev.sia.server.agent.Agent.Drain drain) {
        return new AgentDrain().by(ActorJson.of(drain.by())).at(drain.at()).reason(drain.reason());
    }

    public static EnrolmentToken of(dev.sia.server.agent.EnrolmentToken token) {
        return new EnrolmentToken()
                .id(token.id())
                .token(token.token())
                .maxUses(token.maxUses())
                .expiresAt(token.expiresAt());
    }

    public static IssuedEnrolmentToken of(dev.sia.server.agent.IssuedEnrolmentToken token) {
        return new IssuedEnrolmentToken()
                .id(token.id())
                .createdBy(ActorJson.of(token.createdBy()))
                .createdAt(token.createdAt())
                .maxUses(token.maxUses())
                .uses(token.uses())
                .expiresAt(token.expiresAt());
    }
}
