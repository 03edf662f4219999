package dev.sia.cli.fleet;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia agent resume}: ends a drain. */
@Command(name = "resume", description = "Let a drained agent take jobs again.", sortOptions = false)
public final class AgentResumeCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The agent.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentResumeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        AgentText.show(session.agents().resume(id), session.output());
        return ExitCode.OK;
    }
}
