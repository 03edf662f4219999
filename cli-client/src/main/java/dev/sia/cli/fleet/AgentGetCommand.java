package dev.sia.cli.fleet;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia agent get}: all about one agent. */
@Command(name = "get", description = "Show one agent.", sortOptions = false)
public final class AgentGetCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The agent.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentGetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        AgentText.show(session.agents().get(id), session.output());
        return ExitCode.OK;
    }
}
