package dev.sia.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code sia server}: here only to be listed, the launcher starts the server itself. */
@Command(name = "server", description = "Start the server; 'sia server --help' lists its settings.")
public final class ServerCommand implements Callable<Integer> {
    @Unmatched
    private List<String> ignored = List.of();

    @Override
    public Integer call() {
        throw new CliException(
                ExitCode.USAGE,
                "the server is a program of its own; start it with the sia launcher: './sia server"
                        + (ignored.isEmpty() ? "" : " " + String.join(" ", ignored)) + "'");
    }
}
