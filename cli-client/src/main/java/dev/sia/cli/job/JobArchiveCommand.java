package dev.sia.cli.job;

import dev.sia.api.model.Job;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job archive}: puts a job away. */
@Command(
        name = "archive",
        description = {
            "Put a job away that is completed, failed or cancelled. It can still be read, and nothing else.",
            "",
            "The exit code is 5 when it is in another status."
        },
        sortOptions = false)
public final class JobArchiveCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobArchiveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Job job = session.jobs().archive(id);
        session.output().result(job, JobText.details(job, session.output().times()));
        return ExitCode.OK;
    }
}
