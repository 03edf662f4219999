package dev.sia.cli.fleet;

import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentPage;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Table.Cell;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code sia agent list}: the fleet. */
@Command(name = "list", description = "List the agents of the organization.", sortOptions = false)
public final class AgentListCommand extends ApiCommand {

    /** In these surroundings. */
    public AgentListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        List<Agent> agents = session.agents().list().toList();
        Table table = new Table(1, "ID", "NAME", "STATUS", "RUNNING", "LABELS", "VERSION", "LAST SEEN");
        for (Agent agent : agents) {
            table.row(
                    agent.getId(),
                    agent.getName(),
                    new Cell(AgentText.status(agent), AgentText.paint(agent.getStatus())),
                    agent.getRunningCount() + "/" + agent.getCapacity(),
                    String.join(",", agent.getLabels()),
                    agent.getVersion(),
                    session.output().times().when(agent.getLastSeenAt()));
        }
        session.output().result(new AgentPage().items(agents), table);
        return ExitCode.OK;
    }
}
