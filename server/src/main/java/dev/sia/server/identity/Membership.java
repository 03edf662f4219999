package dev.sia.server.identity;

import java.util.Objects;

/**
 * A principal's place in one organization.
 *
 * @param organizationName as the identity provider shows it now
 */
public record Membership(Grant grant, String organizationName) {
    public Membership {
        Objects.requireNonNull(grant, "grant");
        Objects.requireNonNull(organizationName, "organizationName");
    }
}
