package dev.sia.cli.job;

import dev.sia.api.model.LogPage;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.ReconnectPolicy;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia job logs}: what an attempt wrote. */
@Command(
        name = "logs",
        description = {
            "Show the log of a job.",
            "",
            "With -f it goes on as the log grows, also over lost connections and later attempts, until the job is in review or"
                    + " at an end. Ctrl-C stops watching, not the job. With -o json every line is one JSON object."
        },
        sortOptions = false)
public final class JobLogsCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as it grows.")
    private boolean follow;

    @Option(names = "--attempt", paramLabel = "N", description = "Number of the attempt. Default: the latest.")
    private @Nullable Integer attempt;

    @Option(
            names = "--after-seq",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only lines with a greater number.")
    private long afterSeq;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobLogsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        if (afterSeq < 0 || attempt != null && attempt < 1) {
            throw new CliException(ExitCode.USAGE, "--after-seq must not be negative and --attempt must be at least 1");
        }
        if (follow) {
            new LogFollower(surroundings, session)
                    .follow(id, new LogOptions(attempt, afterSeq, true, ReconnectPolicy.DEFAULT));
        } else {
            stored(session);
        }
        return ExitCode.OK;
    }

    private void stored(Session session) {
        LogPrinter printer = new LogPrinter(surroundings, session.output());
        LogRange range = new LogRange(attempt, afterSeq, 5000);
        LogPage page = session.jobs().logPage(id, range);
        if (page.getAttempt() == 0) {
            surroundings.say("the job has had no attempt yet, so there is no log");
            return;
        }
        while (!page.getLines().isEmpty()) {
            int number = page.getAttempt();
            page.getLines().forEach(line -> printer.line(number, line));
            if (printer.lastSeq() >= page.getLastSeq()) {
                return;
            }
            page = session.jobs().logPage(id, new LogRange(number, printer.lastSeq(), range.limit()));
        }
    }
}
