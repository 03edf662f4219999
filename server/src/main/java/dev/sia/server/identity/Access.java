package dev.sia.server.identity;

import java.util.Objects;

/**
 * What an operation demands of whoever calls it.
 *
 * @param role the least one, for people
 * @param scope for API keys
 */
public record Access(Role role, Scope scope) {
    public Access {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(scope, "scope");
    }
}
