package dev.sia.cli.conformance.agent;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** An agent that somebody starts by hand when told to, perhaps in a debugger. */
public final class HandStartedAgent implements AgentProcess {
    private final Consumer<String> say;

    private HandStartedAgent(Consumer<String> say) {
        this.say = say;
    }

    /** Tells a person what to start. */
    public static AgentStarter starter(Consumer<String> say) {
        return (access, _) -> {
            say.accept("Start the agent now, with these environment variables:");
            access.environment().forEach((name, value) -> say.accept("  " + name + "=" + value));
            return new HandStartedAgent(say);
        };
    }

    @Override
    public boolean isWatched() {
        return false;
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void askToStop() {
        say.accept("Stop the agent now in good order (SIGTERM).");
    }

    @Override
    public List<String> lastWords() {
        return List.of();
    }

    @Override
    public void close() {
        say.accept("This rule is done: end the agent if it still runs.");
    }
}
