package dev.sia.cli.fleet;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia agent remove}: takes an agent out of the organization. */
@Command(
        name = "remove",
        description = {
            "Take an agent out of the organization. Its credential is good for nothing from then on.",
            "",
            "Refused while it has attempts, unless --force is given."
        },
        sortOptions = false)
public final class AgentRemoveCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The agent.")
    private UUID id;

    @Option(names = "--force", description = "Also when it has attempts; they count as lost.")
    private boolean force;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentRemoveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        AgentText.show(session.agents().remove(id, force), session.output());
        return ExitCode.OK;
    }
}
