package dev.sia.server.identity;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/** What an API key may do. */
public record Scopes(Set<Scope> values) implements Grant {
    public Scopes {
        values = Set.copyOf(values);
    }

    @Override
    public boolean allows(Access access) {
        return values.contains(access.scope());
    }

    @Override
    public String refusal(Access access) {
        return "This needs the scope " + access.scope().wire() + "; the API key has " + this + ".";
    }

    /** Their names in the contracts, in the order of the enum. */
    @Override
    public String toString() {
        return values.isEmpty()
                ? "none"
                : values.stream()
                        .sorted(Comparator.naturalOrder())
                        .map(Scope::wire)
                        .collect(Collectors.joining(" "));
    }
}
