package dev.sia.server.member;

import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user in an organization.
 *
 * @param userId the identity provider's
 * @param role as the last credential said
 * @param lastSeenAt exact to about an hour
 */
public record Member(
        OrganizationId organizationId,
        String userId,
        @Nullable String email,
        Role role,
        Instant firstSeenAt,
        Instant lastSeenAt) {}
