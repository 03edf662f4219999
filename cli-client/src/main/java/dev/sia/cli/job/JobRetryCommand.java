package dev.sia.cli.job;

import dev.sia.api.model.Job;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job retry}: queues a job once more. */
@Command(
        name = "retry",
        description = {
            "Put a failed or cancelled job at the end of the backlog once more.",
            "",
            "Its tries and its time count anew; attempts go on being numbered. The exit code is 5 when it is neither failed"
                    + " nor cancelled."
        },
        sortOptions = false)
public final class JobRetryCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @ArgGroup(heading = "What to do, if it is something else than before:%n")
    private @Nullable PromptOptions prompt;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobRetryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        Job job = session.jobs().retry(id, PromptOptions.text(prompt, surroundings));
        session.output().result(job, JobText.details(job, session.output().times()));
        return ExitCode.OK;
    }
}
