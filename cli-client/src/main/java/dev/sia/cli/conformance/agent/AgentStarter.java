package dev.sia.cli.conformance.agent;

import java.nio.file.Path;

/** Gets an agent to run. */
public interface AgentStarter {
    /**
     * Starts it, also for a second time on the same state.
     *
     * @param log where to put what it prints
     */
    AgentProcess start(AgentAccess access, Path log);
}
