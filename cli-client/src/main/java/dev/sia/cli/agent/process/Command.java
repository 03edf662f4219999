package dev.sia.cli.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command to run.
 *
 * @param arguments program and arguments
 * @param directory where it runs
 * @param environment its whole environment; nothing is inherited
 * @param readsInput whether its standard input stays open to be written to; else there is nothing to read
 */
public record Command(List<String> arguments, Path directory, Map<String, String> environment, boolean readsInput) {
    /** A command with nothing to read. */
    public Command(List<String> arguments, Path directory, Map<String, String> environment) {
        this(arguments, directory, environment, false);
    }

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
