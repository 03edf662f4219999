package dev.sia.server.queue;

import dev.sia.server.error.DomainException;
import dev.sia.server.event.Event;
import java.util.List;

/** The queue is no longer the one that the caller had seen; says what happened to it since. */
public final class QueueChangedException extends DomainException {
    private static final long serialVersionUID = 1L;

    private final transient List<Event> changes;

    QueueChangedException(long currentVersion, List<Event> changes) {
        super(
                currentVersion,
                "This queue has changed since you read it"
                        + (changes.isEmpty() ? ". " : "; changes has what happened. ")
                        + "Look at it again and decide anew.");
        this.changes = List.copyOf(changes);
    }

    /** In the order in which they happened; the last ones when they are many, none when the caller's version never was. */
    public List<Event> changes() {
        return changes;
    }
}
