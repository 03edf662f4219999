package dev.sia.cli.fleet;

import dev.sia.api.model.Organization;
import dev.sia.api.model.OrganizationList;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code sia organization}: the commands about organizations. */
@Command(
        name = "organization",
        description = "See your organizations.",
        subcommands = OrganizationGroup.ListCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class OrganizationGroup {

    /** {@code sia organization list}: those that the caller is in. */
    @Command(name = "list", description = "List the organizations that you are in.", sortOptions = false)
    public static final class ListCommand extends ApiCommand {

        /** In these surroundings. */
        public ListCommand(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected ExitCode run(Session session) {
            List<Organization> organizations = session.client().organizations().list();
            Table table = new Table(1, "ID", "NAME", "ROLE", "SINCE");
            organizations.forEach(it -> table.row(
                    it.getId(),
                    it.getName(),
                    it.getRole(),
                    session.output().times().when(it.getCreatedAt())));
            session.output().result(new OrganizationList().items(organizations), table);
            return ExitCode.OK;
        }
    }
}
