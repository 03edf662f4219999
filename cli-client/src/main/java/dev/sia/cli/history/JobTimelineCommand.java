package dev.sia.cli.history;

import dev.sia.api.model.JobTimeline;
import dev.sia.api.model.TimelineEntry;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Times;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job timeline}: the whole story of a job. */
@Command(
        name = "timeline",
        description = "Show what happened to a job: offers, attempts, steps, cancellation and its agents, in order.",
        sortOptions = false)
public final class JobTimelineCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobTimelineCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        List<TimelineEntry> entries;
        try (Stream<TimelineEntry> all = session.history().timeline(id)) {
            entries = all.toList();
        }
        long last = entries.isEmpty() ? 0 : entries.getLast().getNumber();
        Times times = session.output().times();
        Table table = new Table(3, "WHEN", "TOOK", "BY", "WHAT");
        for (TimelineEntry entry : entries) {
            Long took = entry.getDurationMillis();
            table.row(
                    times.when(entry.getAt()),
                    took == null ? "" : Times.length(Duration.ofMillis(took)),
                    HistoryText.by(entry.getActor()),
                    entry.getText());
        }
        session.output()
                .result(new JobTimeline().jobId(id).items(entries).readTo(last).lastNumber(last), table);
        return ExitCode.OK;
    }
}
