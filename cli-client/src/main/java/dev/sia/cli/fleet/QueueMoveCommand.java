package dev.sia.cli.fleet;

import dev.sia.api.model.Event;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.MovedJob;
import dev.sia.api.model.QueueEnd;
import dev.sia.api.model.QueueName;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.PlainText;
import dev.sia.cli.output.Times;
import dev.sia.sdk.error.SiaConflictException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia queue move}: puts a waiting job elsewhere in its queue. */
@Command(
        name = "move",
        description = {
            "Put a waiting job elsewhere among those of its priority.",
            "",
            "With --etag, the move is refused when somebody else changed the queue meanwhile, and you see how."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  sia queue move 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c --head")
public final class QueueMoveCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @ArgGroup(multiplicity = "1")
    private Target target;

    @Option(
            names = "--etag",
            paramLabel = "ETAG",
            description = "The etag of the queue that you have seen (sia queue status QUEUE -o json). Default: any.")
    private @Nullable String etag;

    /** Where it shall go. */
    static final class Target {
        @Option(names = "--head", description = "Before all others of its priority.")
        private boolean head;

        @Option(names = "--tail", description = "Behind all others of its priority.")
        private boolean tail;

        @Option(names = "--before", paramLabel = "ID", description = "Right before this job.")
        private @Nullable UUID before;

        @Option(names = "--after", paramLabel = "ID", description = "Right behind this job.")
        private @Nullable UUID after;

        private MoveJobRequest request(UUID job) {
            QueueEnd end = tail ? QueueEnd.TAIL : null;
            return new MoveJobRequest()
                    .jobId(job)
                    .to(head ? QueueEnd.HEAD : end)
                    .before(before)
                    .after(after);
        }
    }

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public QueueMoveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        QueueName queue = session.jobs().get(id).getQueue();
        try {
            MovedJob moved = session.queues().move(queue, target.request(id), etag == null ? "*" : etag);
            session.output()
                    .result(
                            moved,
                            new Details()
                                    .add("job", moved.getJobId())
                                    .add("queue", moved.getQueue())
                                    .add("position", moved.getPosition())
                                    .add("etag", moved.getEtag()));
            return ExitCode.OK;
        } catch (SiaConflictException stale) {
            stale.changes().forEach(change -> tell(change, session.output().times()));
            throw stale;
        }
    }

    private void tell(Event change, Times times) {
        String who = change.getActor().getName() == null
                ? ""
                : " by " + change.getActor().getName();
        String job = change.getJobId() == null ? "" : " job " + change.getJobId();
        String why = change.getReason() == null ? "" : ": " + change.getReason();
        surroundings
                .err()
                .println(PlainText.oneLine(times.when(change.getAt()) + " " + change.getType() + job + who + why));
    }
}
