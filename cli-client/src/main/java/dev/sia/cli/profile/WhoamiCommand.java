package dev.sia.cli.profile;

import dev.sia.api.model.CallerKind;
import dev.sia.api.model.Me;
import dev.sia.api.model.Organization;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Times;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code sia whoami}: who the token or key stands for. */
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
                .add(
                        me.getKind() == CallerKind.API_KEY ? "API key" : "user",
                        me.getName() == null ? me.getId() : me.getName() + " (" + me.getId() + ")")
                .add("server", session.client().baseUrl())
                .add(
                        "organizations",
                        me.getOrganizations().stream()
                                .map(WhoamiCommand::describe)
                                .collect(Collectors.joining("\n")))
                .add("good until", until(me, session.output().times()));
        session.output().result(me, details);
        return ExitCode.OK;
    }

    private static String until(Me me, Times times) {
        return me.getExpiresAt() == null ? "it is revoked" : times.when(me.getExpiresAt());
    }

    /** What people call the caller. */
    static String name(Me me) {
        String name = me.getName() == null ? me.getId() : me.getName();
        return me.getKind() == CallerKind.API_KEY ? "the API key " + name : name;
    }

    private static String describe(Organization organization) {
        String may = organization.getScopes() == null
                ? String.valueOf(organization.getRole())
                : organization.getScopes().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return organization.getId() + "  " + organization.getName() + " (" + may + ")";
    }
}
