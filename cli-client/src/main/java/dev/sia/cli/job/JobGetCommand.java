package dev.sia.cli.job;

import dev.sia.api.model.Job;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job get}: all about one job. */
@Command(name = "get", description = "Show one job.", sortOptions = false)
public final class JobGetCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobGetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Job job = session.jobs().get(id);
        session.output().result(job, JobText.details(job, session.output().times()));
        return ExitCode.OK;
    }
}
