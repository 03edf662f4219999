package dev.sia.sdk;

import dev.sia.api.model.EventType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an organization to read.
 *
 * @param types only these; empty for all
 * @param jobId only those about this job; null for all
 * @param afterNumber only those with a greater number, 0 for all
 * @param limit most events asked for at once, 1 to 1000
 */
public record EventQuery(List<EventType> types, @Nullable UUID jobId, long afterNumber, int limit) {
    /** All events from the first one on. */
    public static final EventQuery ALL = new EventQuery(List.of(), null, 0, 1000);

    /** Copies the list. */
    public EventQuery {
        types = List.copyOf(types);
    }

    /** The same, only events with a greater number. */
    public EventQuery after(long number) {
        return new EventQuery(types, jobId, number, limit);
    }

    /** The same, only events of these types. */
    public EventQuery ofTypes(EventType... wanted) {
        return new EventQuery(List.of(wanted), jobId, afterNumber, limit);
    }
}
