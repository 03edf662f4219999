package dev.sia.cli.job;

import dev.sia.api.model.Job;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job complete}: accepts the work of a job. */
@Command(
        name = "complete",
        description = {
            "Accept the work of a job in review. The branch is left as it is: merging is up to you.",
            "",
            "The exit code is 5 when it is not in review."
        },
        sortOptions = false)
public final class JobCompleteCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobCompleteCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Job job = session.jobs().complete(id);
        session.output().result(job, JobText.details(job, session.output().times()));
        return ExitCode.OK;
    }
}
