package dev.sia.cli.log;

import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia job logs}: what an attempt wrote. */
@Command(
        name = "logs",
        description = {
            "Show the log of a job.",
            "",
            "With -f it goes on as the log grows, also over server restarts, lost connections and later attempts, until the job is"
                    + " in review or at an end. Ctrl-C stops watching, not the job. Where lines are missing the log says so: the"
                    + " organization's retention removed them, or the agent had to drop them. With -o json every record is one"
                    + " JSON object.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sia job logs ID -f --tail 100",
            "  sia job logs ID --step verify --grep error",
            "  sia job logs ID --download job.log",
            "  sia job logs ID --download job.ndjson -o json --verify"
        },
        sortOptions = false)
public final class JobLogsCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as it grows.")
    private boolean follow;

    @Mixin
    private LogSelection selection;

    @Option(
            names = "--download",
            paramLabel = "FILE",
            description =
                    "Write all that is stored of the attempt's log to a file, - for standard output, however long it is: as"
                            + " text, or with -o json as JSON lines.")
    private @Nullable String download;

    @Option(
            names = "--verify",
            description =
                    "Read the whole log and prove with its digest that it is what the agent wrote: nothing left out, added,"
                            + " changed or moved. Ends with 1 when it is not, or not whole.")
    private boolean verify;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobLogsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        selection.check(follow, download != null, verify, session.output().isJson());
        boolean proven = true;
        if (download != null) {
            proven = new LogDownloader(surroundings, session).download(id, selection, download, verify);
        } else if (follow) {
            proven = new LogFollower(surroundings, session).follow(id, selection, verify);
        } else {
            proven = new StoredLog(surroundings, session).print(id, selection, verify);
        }
        return proven ? ExitCode.OK : ExitCode.FAILED;
    }
}
