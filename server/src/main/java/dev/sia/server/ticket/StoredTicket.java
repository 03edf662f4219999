package dev.sia.server.ticket;

import dev.sia.server.identity.Credential;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scopes;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Row of a ticket.
 *
 * @param role null for an API key, which is asked itself what it may do
 * @param sessionEndsAt null for never
 */
record StoredTicket(
        OrganizationId organizationId,
        String organizationName,
        PrincipalKind principalKind,
        String principalId,
        @Nullable String principalName,
        @Nullable Role role,
        @Nullable Instant sessionEndsAt) {

    Credential.Used used() {
        Membership membership = new Membership(role == null ? new Scopes(Set.of()) : role, organizationName);
        Instant end = sessionEndsAt == null ? Principal.NEVER : sessionEndsAt;
        return new Credential.Used(
                new Principal(principalKind, principalId, principalName, Map.of(organizationId, membership), end),
                organizationId);
    }
}
