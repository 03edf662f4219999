package dev.sia.cli.fleet;

import dev.sia.api.model.Agent;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Times;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia agent get}: all about one agent. */
@Command(name = "get", description = "Show one agent.", sortOptions = false)
public final class AgentGetCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The agent.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentGetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Agent agent = session.agents().get(id);
        Times times = session.output().times();
        Details details = new Details()
                .add("agent", agent.getId())
                .add("name", agent.getName())
                .add(
                        "status",
                        agent.getStatus() + " (" + agent.getStatusReason() + ", "
                                + times.when(agent.getStatusChangedAt()) + ")",
                        AgentText.paint(agent.getStatus()))
                .add("running", agent.getRunningCount() + " of " + agent.getCapacity())
                .add("labels", agent.getLabels().isEmpty() ? null : String.join(", ", agent.getLabels()))
                .add("version", agent.getVersion())
                .add("enrolled", times.when(agent.getEnrolledAt()))
                .add("last seen", agent.getLastSeenAt() == null ? null : times.when(agent.getLastSeenAt()));
        session.output().result(agent, details);
        return ExitCode.OK;
    }
}
