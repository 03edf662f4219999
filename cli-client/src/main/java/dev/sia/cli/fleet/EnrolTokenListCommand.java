package dev.sia.cli.fleet;

import dev.sia.api.model.EnrolmentTokenPage;
import dev.sia.api.model.IssuedEnrolmentToken;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Times;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code sia agent enrol-token list}: the tokens that were made, without the tokens themselves. */
@Command(
        name = "list",
        description = "List the enrolment tokens of the organization. The tokens themselves nobody can see any more.",
        sortOptions = false)
public final class EnrolTokenListCommand extends ApiCommand {

    /** In these surroundings. */
    public EnrolTokenListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        List<IssuedEnrolmentToken> tokens = session.agents().enrolmentTokens().toList();
        Times times = session.output().times();
        Table table = new Table(4, "ID", "USED", "EXPIRES", "CREATED", "BY");
        for (IssuedEnrolmentToken token : tokens) {
            table.row(
                    token.getId(),
                    token.getUses() + "/" + token.getMaxUses(),
                    times.when(token.getExpiresAt()),
                    times.when(token.getCreatedAt()),
                    AgentText.name(token.getCreatedBy()));
        }
        session.output().result(new EnrolmentTokenPage().items(tokens), table);
        return ExitCode.OK;
    }
}
