package dev.sia.cli.agent.process;

import java.util.UUID;

/**
 * A random value that an attempt's processes carry in their environment, by which they are known again even when they have
 * left their process group or their agent was restarted.
 */
public record Marker(String value) {
    /** The environment variable that holds it. */
    public static final String VARIABLE = "SIA_PROCESS_MARKER";

    /** A new one, unlike any other. */
    public static Marker random() {
        return new Marker(UUID.randomUUID().toString());
    }

    boolean isCarriedBy(long pid) {
        return ProcessTable.startedWith(pid, VARIABLE + '=' + value);
    }
}
