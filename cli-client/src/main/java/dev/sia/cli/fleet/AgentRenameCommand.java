package dev.sia.cli.fleet;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia agent rename}: changes what people call an agent. */
@Command(name = "rename", description = "Change what people call an agent.", sortOptions = false)
public final class AgentRenameCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The agent.")
    private UUID id;

    @Parameters(index = "1", paramLabel = "NAME", description = "Its new name; need not be unique.")
    private String name;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentRenameCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        AgentText.show(session.agents().rename(id, name), session.output());
        return ExitCode.OK;
    }
}
