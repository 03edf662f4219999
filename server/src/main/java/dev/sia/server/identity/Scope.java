package dev.sia.server.identity;

import java.util.Arrays;
import java.util.Locale;

/** What an API key may do, in its organization. Every operation with credentials names one in the contract. */
public enum Scope {
    ORGANIZATION_READ,
    ORGANIZATION_MANAGE,
    JOBS_READ,
    JOBS_WRITE,
    QUEUE_MANAGE,
    AGENTS_READ,
    AGENTS_MANAGE,
    EVENTS_READ,
    KEYS_MANAGE,
    AUDIT_READ;

    /** The name in the contracts, such as {@code jobs:read}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    /** @throws IllegalArgumentException when there is no such scope */
    public static Scope ofWire(String wire) {
        return Arrays.stream(values())
                .filter(scope -> scope.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No scope is called " + wire));
    }
}
