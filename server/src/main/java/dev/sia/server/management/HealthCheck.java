package dev.sia.server.management;

import java.util.Optional;

/**
 * One thing that the server needs.
 *
 * @param name as operators see it, for example {@code database}
 * @param probe looks now, within a second or two; what it throws counts as trouble
 */
public record HealthCheck(String name, Probe probe) {
    /** Looks at the thing. */
    @FunctionalInterface
    public interface Probe {
        /** A sentence on what is wrong, without secrets; empty when all is well. */
        Optional<String> trouble() throws Exception;
    }
}
