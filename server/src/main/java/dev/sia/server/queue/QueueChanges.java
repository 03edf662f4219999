package dev.sia.server.queue;

import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventService;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What people did to a queue between two of its versions. Each such act counts the version up by one and appends one event
 * of those that {@link EventService#lastOfQueue} reads, so the last events are the last versions.
 */
public final class QueueChanges {
    private static final int MOST_TOLD = 20;

    private final EventService events;

    public QueueChanges(EventService events) {
        this.events = events;
    }

    /** Refuses a change of a queue that has moved on, telling how. */
    void require(Tx tx, OrganizationId organization, QueueName queue, ExpectedVersion expected, long current) {
        if (!expected.allows(current)) {
            throw new QueueChangedException(current, since(tx, organization, queue, expected, current));
        }
    }

    private List<Event> since(
            Tx tx, OrganizationId organization, QueueName queue, ExpectedVersion expected, long current) {
        OptionalLong seen = switch (expected) {
            case ExpectedVersion.Any _ -> OptionalLong.empty();
            case ExpectedVersion.OneOf(Set<Long> versions) ->
                versions.stream()
                        .mapToLong(Long::longValue)
                        .filter(version -> version < current)
                        .max();
        };
        if (seen.isEmpty()) {
            return List.of();
        }
        int missed = (int) Math.min(MOST_TOLD, current - seen.getAsLong());
        return events.lastOfQueue(tx, organization, queue.name().toLowerCase(Locale.ROOT), missed);
    }
}
