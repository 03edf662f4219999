package dev.sia.cli.job;

import dev.sia.api.model.JobWorkflow;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job workflow}: what Temporal says about a job's workflow. */
@Command(
        name = "workflow",
        description = "Show what Temporal says about a job's workflow: its run, its status and what it waits for.",
        sortOptions = false)
public final class JobWorkflowCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobWorkflowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        JobWorkflow workflow = session.jobs().workflow(id);
        session.output()
                .result(
                        workflow,
                        WorkflowText.details(workflow, session.output().times()));
        return ExitCode.OK;
    }
}
