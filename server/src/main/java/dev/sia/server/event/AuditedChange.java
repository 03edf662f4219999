package dev.sia.server.event;

import dev.sia.server.db.TimeOrderedIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the audit is told of a change: once for each request, however many events tell of it.
 *
 * @param at the time in the id
 * @param place of the first of those events among the ones that are appended, from 1
 */
record AuditedChange(UUID id, Instant at, int place, NewEvent event, Origin origin) {
    /** Changes without an origin are the server's own, or what agents report of their work: history, not audit. */
    static List<AuditedChange> of(List<NewEvent> events, Supplier<UUID> ids) {
        List<AuditedChange> changes = new ArrayList<>();
        Set<UUID> requests = new HashSet<>();
        for (int place = 0; place < events.size(); place++) {
            NewEvent event = events.get(place);
            Origin origin = event.actor().origin();
            if (origin != null && requests.add(origin.requestId())) {
                UUID id = ids.get();
                changes.add(new AuditedChange(id, TimeOrderedIds.time(id), place + 1, event, origin));
            }
        }
        return changes;
    }
}
