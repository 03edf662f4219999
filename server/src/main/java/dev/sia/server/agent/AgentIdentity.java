package dev.sia.server.agent;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;

/** Whose credential a call carried. */
public record AgentIdentity(AgentId id, OrganizationId organizationId, String name) {
    public Actor actor() {
        return Actor.agent(id.toString(), name);
    }
}
