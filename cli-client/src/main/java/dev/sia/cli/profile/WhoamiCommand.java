package dev.sia.cli.profile;

import dev.sia.api.model.Me;
import dev.sia.api.model.Organization;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code sia whoami}: who the token stands for. */
@Command(name = "whoami", description = "Show who you are to the server, and where it is.")
public final class WhoamiCommand extends ApiCommand {

    /** In these surroundings. */
    public WhoamiCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Me me = session.client().me();
        Details details = new Details()
                .add("user", me.getEmail() == null ? me.getUserId() : me.getEmail() + " (" + me.getUserId() + ")")
                .add("server", session.client().baseUrl())
                .add(
                        "organizations",
                        me.getOrganizations().stream()
                                .map(WhoamiCommand::describe)
                                .collect(Collectors.joining("\n")))
                .add("token until", session.output().times().when(me.getTokenExpiresAt()));
        session.output().result(me, details);
        return ExitCode.OK;
    }

    private static String describe(Organization organization) {
        return organization.getId() + "  " + organization.getName() + " (" + organization.getRole() + ")";
    }
}
