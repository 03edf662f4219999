package dev.sia.server.event;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.Objects;

/** Appends events inside the transaction that makes them true, and reads them in order. */
public final class EventService {
    /** Rare types are looked for in so many events at once. */
    private static final long MOST_LOOKED_AT = 10_000;

    private final Database database;
    private final TimeOrderedIds ids;
    private final Signals signals;

    public EventService(Database database, TimeOrderedIds ids, Signals signals) {
        this.database = database;
        this.ids = ids;
        this.signals = signals;
    }

    /**
     * Appends events in the given order, and tells the audit of each request that they come from, in the same statement. Locks the
     * organization's row until commit, so call it last in a transaction: after the rows of queues, jobs, attempts and
     * agents, in that order.
     */
    public void append(Tx tx, OrganizationId organization, List<NewEvent> events) {
        List<AuditedChange> changes = AuditedChange.of(events, ids::next);
        tx.mapper(EventMapper.class).append(organization, events, events.size(), changes);
        tx.afterCommit(() -> {
            signals.publish(Topic.events(organization.value()));
            events.stream()
                    .map(NewEvent::jobId)
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(job -> signals.publish(Topic.job(job)));
        });
    }

    public void append(Tx tx, OrganizationId organization, NewEvent event) {
        append(tx, organization, List.of(event));
    }

    /** Number of the organization's last event, 0 when there is none. */
    public long head(OrganizationId organization) {
        return database.read(organization, tx -> {
            Long head = tx.mapper(EventMapper.class).head(organization);
            return head == null ? 0 : head;
        });
    }

    /**
     * What people did to a queue last, in the order in which they did it: events of the types {@code queue.paused}, {@code
     * queue.resumed}, {@code job.moved} and {@code job.updated} that name the queue.
     *
     * @param queue its lower-case name
     */
    public List<Event> lastOfQueue(Tx tx, OrganizationId organization, String queue, int limit) {
        return tx.mapper(EventMapper.class).lastOfQueue(organization, queue, limit);
    }

    /** Looks at no more than {@code limit} events after the given number. */
    public EventPage after(OrganizationId organization, EventFilter filter, long after, int limit) {
        return database.read(organization, tx -> {
            EventMapper mapper = tx.mapper(EventMapper.class);
            List<Event> read = filter.jobId() == null
                    ? mapper.after(organization, after, limit)
                    : mapper.ofJobAfter(organization, filter.jobId(), after, limit);
            long readTo = read.isEmpty() ? after : read.getLast().number();
            return new EventPage(read.stream().filter(filter::accepts).toList(), readTo, read.size() == limit);
        });
    }

    /**
     * At most {@code limit} events of the filter after the given number. Looks at a bounded part of the history, so an answer
     * may be empty although more follows.
     */
    public EventHistory history(OrganizationId organization, EventFilter filter, long after, int limit) {
        return database.read(organization, tx -> {
            EventMapper mapper = tx.mapper(EventMapper.class);
            Long head = mapper.head(organization);
            long last = head == null ? 0 : head;
            long to = filter.types() == null || filter.jobId() != null ? last : Math.min(last, after + MOST_LOOKED_AT);
            List<Event> events = mapper.between(organization, filter, after, to, limit);
            long readTo = events.size() == limit ? events.getLast().number() : Math.max(after, to);
            return new EventHistory(events, readTo, last);
        });
    }
}
