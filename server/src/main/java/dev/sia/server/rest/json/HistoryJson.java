package dev.sia.server.rest.json;

import dev.sia.api.model.EventPage;
import dev.sia.api.model.EventType;
import dev.sia.api.model.JobTimeline;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.Step;
import dev.sia.api.model.TimelineEntry;
import dev.sia.api.model.TimelineKind;
import dev.sia.server.event.EventHistory;
import dev.sia.server.json.EventJson;
import dev.sia.server.timeline.Timeline;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened. */
public final class HistoryJson {
    private HistoryJson() {}

    /** @return null for all, as the filter has it */
    public static @Nullable Set<dev.sia.server.event.EventType> types(List<EventType> types) {
        return types.isEmpty()
                ? null
                : types.stream()
                        .map(type -> dev.sia.server.event.EventType.valueOf(type.name()))
                        .collect(Collectors.toUnmodifiableSet());
    }

    public static EventPage of(EventHistory history) {
        return new EventPage()
                .items(history.events().stream().map(EventJson::of).toList())
                .readTo(history.readTo())
                .lastNumber(history.lastNumber());
    }

    public static JobTimeline of(UUID job, Timeline timeline) {
        return new JobTimeline()
                .jobId(job)
                .items(timeline.entries().stream().map(HistoryJson::of).toList())
                .readTo(timeline.readTo())
                .lastNumber(timeline.lastNumber());
    }

    static TimelineEntry of(dev.sia.server.timeline.TimelineEntry entry) {
        return new TimelineEntry()
                .number(entry.number())
                .at(entry.at())
                .kind(TimelineKind.valueOf(entry.kind().name()))
                .type(EventType.valueOf(entry.type().name()))
                .actor(ActorJson.of(entry.actor()))
                .attempt(entry.attempt())
                .agentId(entry.agentId())
                .agentName(entry.agentName())
                .queue(read(entry.queue(), QueueName::fromString))
                .step(read(entry.step(), Step::fromString))
                .state(entry.state())
                .durationMillis(entry.durationMillis())
                .reason(entry.reason())
                .text(entry.text());
    }

    private static <T> @Nullable T read(@Nullable String name, Function<String, T> reader) {
        return name == null ? null : reader.apply(name);
    }
}
