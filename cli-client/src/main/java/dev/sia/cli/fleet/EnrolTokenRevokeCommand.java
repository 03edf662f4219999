package dev.sia.cli.fleet;

import dev.sia.api.model.IssuedEnrolmentToken;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia agent enrol-token revoke}: nobody joins with a token any more. */
@Command(
        name = "revoke",
        description = "Take an enrolment token back: nobody joins with it any more. Agents that did stay.",
        sortOptions = false)
public final class EnrolTokenRevokeCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The token's id, see 'sia agent enrol-token list'.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public EnrolTokenRevokeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        IssuedEnrolmentToken token = session.agents().revokeEnrolmentToken(id);
        session.output()
                .result(
                        token,
                        new Details()
                                .add("revoked", token.getId())
                                .add("used", token.getUses() + " of " + token.getMaxUses() + " times")
                                .add("created", session.output().times().when(token.getCreatedAt())));
        return ExitCode.OK;
    }
}
