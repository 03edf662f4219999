package dev.sia.server.live;

import dev.sia.server.error.DomainException;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.Set;

/**
 * Who holds a session.
 *
 * @param expiresAt when the token stops working, and the session with it
 * @param organizations those that the user is a member of
 */
public record LiveUser(String userId, Instant expiresAt, Set<OrganizationId> organizations) {
    public LiveUser {
        organizations = Set.copyOf(organizations);
    }

    /** To somebody outside, an organization looks exactly like one that does not exist. */
    void requireMember(OrganizationId organization) {
        if (!organizations.contains(organization)) {
            throw DomainException.notFound("This organization");
        }
    }
}
