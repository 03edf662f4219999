package dev.sia.cli.fleet;

import dev.sia.api.model.Member;
import dev.sia.api.model.MemberPage;
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
        description = "See your organizations and who is in them.",
        subcommands = {OrganizationGroup.ListCommand.class, OrganizationGroup.MembersCommand.class},
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

    /** {@code sia organization members}: whom the server has seen in one of them. */
    @Command(
            name = "members",
            description = "List the users of the organization whom the server has seen.",
            sortOptions = false)
    public static final class MembersCommand extends ApiCommand {

        /** In these surroundings. */
        public MembersCommand(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected ExitCode run(Session session) {
            List<Member> members = session.client()
                    .organizations()
                    .members(session.organizationId())
                    .toList();
            Table table = new Table(1, "USER", "EMAIL", "ROLE", "FIRST SEEN", "LAST SEEN");
            members.forEach(it -> table.row(
                    it.getUserId(),
                    it.getEmail(),
                    it.getRole(),
                    session.output().times().when(it.getFirstSeenAt()),
                    session.output().times().when(it.getLastSeenAt())));
            session.output().result(new MemberPage().items(members), table);
            return ExitCode.OK;
        }
    }
}
