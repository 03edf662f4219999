package dev.sia.cli.fleet;

import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueOverview;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia queue pause}: has nothing more given out from a queue. */
@Command(
        name = "pause",
        description = {
            "Have nothing more given out from a queue. What agents have already goes on.",
            "",
            "A queue that is paused gets the new note and end."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  sia queue pause backlog --for 2h --note 'Release freeze'")
public final class QueuePauseCommand extends ApiCommand {
    @Parameters(paramLabel = "QUEUE", converter = QueueText.class, description = "backlog or rework.")
    private QueueName queue;

    @Option(names = "--note", paramLabel = "TEXT", description = "The reason, for people; shown to whoever waits.")
    private @Nullable String note;

    @ArgGroup
    private @Nullable End end;

    /** When the pause ends by itself. */
    static final class End {
        @Option(
                names = "--for",
                paramLabel = "DURATION",
                description = "Ends by itself after this time, such as 90s or 2h.")
        private @Nullable Duration length;

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description = "Ends by itself then, such as 2026-11-23T18:00:00Z.")
        private @Nullable Instant until;
    }

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public QueuePauseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Duration length = end == null ? null : end.length;
        QueueOverview paused = length == null
                ? session.queues().pause(queue, note, end == null ? null : end.until)
                : session.queues().pauseFor(queue, note, length);
        QueueStatusCommand.print(paused, session.output());
        return ExitCode.OK;
    }
}
