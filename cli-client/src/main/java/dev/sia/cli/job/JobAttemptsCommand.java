package dev.sia.cli.job;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptPage;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job attempts}: every try of a job. */
@Command(
        name = "attempts",
        description = {
            "List the attempts of a job, the first one first, with what their agents did.",
            "",
            "'sia job logs ID --attempt N' shows the log of one."
        },
        sortOptions = false)
public final class JobAttemptsCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobAttemptsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        List<Attempt> attempts;
        try (Stream<Attempt> all = session.jobs().attempts(id)) {
            attempts = all.toList();
        }
        session.output()
                .result(
                        new AttemptPage().items(attempts),
                        AttemptText.table(attempts, session.output().times()));
        return ExitCode.OK;
    }
}
