package dev.sia.server.identity;

import java.util.Objects;

/**
 * A principal's place in one organization.
 *
 * @param organizationName as the identity provider shows it now
 */
public record Membership(Role role, String organizationName) {
    public Membership {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(organizationName, "organizationName");
    }
}
