package dev.sia.cli.history;

import dev.sia.api.model.Event;
import dev.sia.api.model.EventPage;
import dev.sia.api.model.EventType;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Times;
import dev.sia.sdk.EventQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia event list}: events in their order. */
@Command(
        name = "list",
        description = {
            "List events of the organization in their order.",
            "",
            "Every event has a number; --after goes on where an earlier list ended. With -o json the answer names readTo, the"
                    + " number to go on after."
        },
        sortOptions = false)
public final class EventListCommand extends ApiCommand {
    private static final int LARGEST_PAGE = 1000;

    @Option(
            names = "--after",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Only events with a greater number. Default: ${DEFAULT-VALUE}.")
    private long after;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            converter = EventTypeText.class,
            description = "Only these types, for example job.queued. May be repeated.")
    private List<EventType> types = new ArrayList<>();

    @Option(names = "--job", paramLabel = "ID", description = "Only events about this job.")
    private @Nullable UUID job;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--all", description = "All of them, however many.")
    private boolean all;

    /** In these surroundings. */
    public EventListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        if (limit < 1 || after < 0) {
            throw new CliException(ExitCode.USAGE, "--limit must be at least 1 and --after must not be negative");
        }
        int pageSize = all ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE - 1) + 1;
        List<Event> events;
        try (Stream<Event> found = session.history().events(new EventQuery(types, job, after, pageSize))) {
            events = (all ? found : found.limit(limit + 1L)).toList();
        }
        boolean more = !all && events.size() > limit;
        List<Event> shown = more ? events.subList(0, limit) : events;
        show(session, shown);
        if (more) {
            surroundings.say(
                    "there are more; go on with --after " + shown.getLast().getNumber());
        }
        return ExitCode.OK;
    }

    private void show(Session session, List<Event> events) {
        long last = events.isEmpty() ? after : events.getLast().getNumber();
        Times times = session.output().times();
        Table table = new Table(4, "NUMBER", "WHEN", "TYPE", "BY", "WHAT");
        for (Event event : events) {
            table.row(
                    event.getNumber(),
                    times.when(event.getAt()),
                    event.getType(),
                    HistoryText.by(event.getActor()),
                    what(event));
        }
        session.output().result(new EventPage().items(events).readTo(last).lastNumber(last), table);
    }

    private static String what(Event event) {
        return Stream.of(
                        named("job", event.getJobId()),
                        named("agent", event.getAgentId()),
                        named("attempt", event.getAttempt()),
                        named("", event.getStep()),
                        named("", event.getStepState()),
                        named("", event.getAttemptStatus()),
                        named("", event.getJobStatus()),
                        named("", event.getAgentStatus()),
                        named("", event.getCancellationStage()),
                        named("in", event.getQueue()),
                        event.getReason() == null ? null : "(" + event.getReason() + ")")
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static @Nullable String named(String name, @Nullable Object value) {
        return value == null ? null : (name + " " + value).strip();
    }
}
