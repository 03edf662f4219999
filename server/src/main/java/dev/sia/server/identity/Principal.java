package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The authenticated user behind a request.
 *
 * @param userId PropelAuth's user id
 * @param memberships every organization that the user may see anything of
 * @param expiresAt when the credential stops working
 */
public record Principal(String userId, String email, Map<OrganizationId, Membership> memberships, Instant expiresAt) {
    public Principal {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(expiresAt, "expiresAt");
        memberships = Map.copyOf(memberships);
    }

    /**
     * The user's place in the organization. To somebody outside, an organization looks exactly like one that does not
     * exist.
     *
     * @throws DomainException {@code not_found} for an outsider, {@code forbidden} for a member with a lesser role
     */
    public Membership require(OrganizationId organization, Role atLeast) {
        Membership membership = memberships.get(organization);
        if (membership == null) {
            throw DomainException.notFound("This organization");
        }
        if (!membership.role().atLeast(atLeast)) {
            throw new DomainException(
                    ErrorCode.FORBIDDEN,
                    "This needs the role " + atLeast.wire() + "; yours is "
                            + membership.role().wire() + ".");
        }
        return membership;
    }
}
