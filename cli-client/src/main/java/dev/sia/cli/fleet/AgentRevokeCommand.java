package dev.sia.cli.fleet;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia agent revoke}: an agent's credential is good for nothing any more. */
@Command(
        name = "revoke",
        description = {
            "Revoke the credential of an agent: it is good for nothing from now on, the agent's connection ends at once, and what"
                    + " it has counts as lost when its grace is over.",
            "",
            "A revoked agent does not come back. Enrol it anew with 'sia agent enrol-token', which makes another agent, and"
                    + " take this one out with 'sia agent remove'."
        },
        sortOptions = false)
public final class AgentRevokeCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The agent.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentRevokeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        AgentText.show(session.agents().revokeCredential(id), session.output());
        return ExitCode.OK;
    }
}
