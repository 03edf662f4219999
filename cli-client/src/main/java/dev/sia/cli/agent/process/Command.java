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
 */
public record Command(List<String> arguments, Path directory, Map<String, String> environment) {
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
