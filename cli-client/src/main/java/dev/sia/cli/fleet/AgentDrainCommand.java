package dev.sia.cli.fleet;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia agent drain}: lets an agent finish what it has. */
@Command(
        name = "drain",
        description = {
            "Let an agent finish what it has and take no more, also after it was restarted, until 'sia agent resume'.",
            "",
            "To stop an agent in this way, send SIGTERM to its process instead."
        },
        sortOptions = false)
public final class AgentDrainCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The agent.")
    private UUID id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For people; shown with the agent and told to it.")
    private @Nullable String reason;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentDrainCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        AgentText.show(session.agents().drain(id, reason), session.output());
        return ExitCode.OK;
    }
}
