package dev.sia.cli.conformance.agent;

import java.util.List;
import java.util.OptionalInt;

/** An agent that runs, or ran. */
public interface AgentProcess extends AutoCloseable {
    /** Whether the kit would see it end. */
    boolean isWatched();

    /** What it ended with; empty while it runs. */
    OptionalInt exitCode();

    /** Asks it to stop in good order, as SIGTERM does. */
    void askToStop();

    /** The end of what it printed. */
    List<String> lastWords();

    /** Ends it in any case. */
    @Override
    void close();
}
