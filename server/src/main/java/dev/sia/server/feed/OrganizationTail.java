package dev.sia.server.feed;

import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventPage;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Reads the events of an organization for all who watch any of them. */
final class OrganizationTail extends Tail<EventFeed> {
    /** An event, as those who want it get it. */
    record Entry(Event event, Piece piece) {}

    private static final int ENTRIES = 100;
    private static final long ENTRY_BYTES = 64 * 1024;

    private final FeedReads reads;
    private final OrganizationId organization;
    private final Ring<Entry> ring;
    /** Every event up to this number has been looked at; none before the first round has ended. */
    private volatile long readTo = -1;

    OrganizationTail(
            ScheduledExecutorService threads,
            FeedReads reads,
            RingBudget budget,
            OrganizationId organization,
            Duration pollInterval) {
        super(threads, pollInterval);
        this.reads = reads;
        this.organization = organization;
        this.ring = new Ring<>(budget, entry -> entry.piece().json().length);
    }

    long readTo() {
        return readTo;
    }

    /** The events that follow this number; empty when there are none, or when the next one is not here any more. */
    List<Entry> after(long number) {
        return ring.after(number, ENTRIES, ENTRY_BYTES);
    }

    @Override
    boolean round() {
        if (readTo < 0) {
            readTo = reads.lastEvent(organization);
            wakeWatchers(_ -> true);
            return false;
        }
        // Numbers are in the order of commits, so nothing ever appears before what has been read.
        EventPage page = reads.events(organization, EventFilter.ALL, readTo);
        page.events().forEach(event -> ring.add(event.number(), new Entry(event, reads.piece(event))));
        readTo = page.readTo();
        wakeWatchers(watcher -> page.events().stream().anyMatch(watcher::wants));
        return page.more();
    }

    @Override
    void forget() {
        ring.close();
    }
}
