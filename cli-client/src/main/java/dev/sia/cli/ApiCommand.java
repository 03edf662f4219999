package dev.sia.cli;

import dev.sia.cli.output.Output;
import dev.sia.cli.output.Output.Format;
import dev.sia.cli.profile.Connection;
import dev.sia.cli.profile.Connections;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that talks to a server: opens a session, runs, and closes it. */
public abstract class ApiCommand implements Callable<Integer> {
    /** What the command sees of the outside world. */
    protected final Surroundings surroundings;

    @Option(names = "--profile", paramLabel = "NAME", description = "Profile to use, see 'sia login'.", order = 100)
    private @Nullable String profile;

    @Option(
            names = "--organization",
            paramLabel = "ID",
            description = "Organization; needed when you are in several.",
            order = 101)
    private @Nullable UUID organization;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people (default) or json for programs.",
            order = 102)
    private Format format = Format.TABLE;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.",
            order = 103)
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    /** A command in these surroundings. */
    protected ApiCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public final Integer call() throws Exception {
        Connection connection = new Connections(surroundings).choose(profile);
        Output output = new Output(format, surroundings.out(), surroundings.terminal());
        try (Session session = new Session(connection, organization, output)) {
            return run(session).code();
        }
    }

    /** Does the work. */
    protected abstract ExitCode run(Session session) throws Exception;
}
