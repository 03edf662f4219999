package dev.sia.cli.fleet;

import dev.sia.api.model.EnrolmentToken;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.PrivateFile;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia agent enrol-token}: makes the token with which an agent joins; below it the commands about those that were made. */
@Command(
        name = "enrol-token",
        description = "Make a token with which new agents join the organization. It is shown only now.",
        subcommands = {EnrolTokenListCommand.class, EnrolTokenRevokeCommand.class},
        synopsisSubcommandLabel = "[COMMAND]",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  sia agent enrol-token --out token",
            "  sia agent run --server-grpc localhost:9090 --enrolment-token-file token \\",
            "      --generate 'claude -p \"$SIA_PROMPT\"'"
        })
public final class EnrolTokenCommand extends ApiCommand {
    @Option(
            names = "--expires-in",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "How long it can be used, a minute to a week. Default: ${DEFAULT-VALUE}.")
    private Duration expiresIn;

    @Option(
            names = "--max-uses",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many agents can join with it. Default: ${DEFAULT-VALUE}.")
    private int maxUses;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it to this new file, readable by you alone, instead of standard output.")
    private @Nullable Path file;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public EnrolTokenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Path target = file;
        if (target != null) {
            PrivateFile.requireNew(target);
        }
        EnrolmentToken token = session.agents().createEnrolmentToken(expiresIn, maxUses);
        if (target != null) {
            PrivateFile.write(target, token.getToken());
            surroundings.say("the token is in " + target + ", good until "
                    + session.output().times().when(token.getExpiresAt()) + " for "
                    + token.getMaxUses() + (token.getMaxUses() == 1 ? " agent" : " agents"));
        } else if (session.output().isJson()) {
            session.output().document(token);
        } else {
            session.output().out().println(token.getToken());
        }
        return ExitCode.OK;
    }
}
