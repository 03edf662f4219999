package dev.sia.server.audit;

import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Origin;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody was refused.
 *
 * @param organization what it was about, as the caller says; perhaps there is none with this id
 * @param proven whether the caller has proved to belong to it
 * @param actor null for somebody who did not prove who it is
 * @param agentId the agent whose credential it was
 */
public record Denial(
        OrganizationId organization,
        boolean proven,
        @Nullable Actor actor,
        @Nullable UUID agentId,
        Origin origin,
        ErrorCode code) {
    /** Of somebody who may be anybody. */
    public static Denial ofStranger(OrganizationId organization, Origin origin, ErrorCode code) {
        return new Denial(organization, false, null, null, origin, code);
    }

    /** Of somebody known; one who does not belong to the organization is named to it by the id alone. */
    public static Denial of(Principal caller, OrganizationId organization, Origin origin, ErrorCode code) {
        Actor actor = Actor.of(caller);
        return caller.memberships().containsKey(organization)
                ? new Denial(organization, true, actor, null, origin, code)
                : new Denial(organization, false, new Actor(actor.kind(), actor.id(), null), null, origin, code);
    }
}
