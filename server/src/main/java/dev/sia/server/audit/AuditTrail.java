package dev.sia.server.audit;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Origin;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the audit, and takes changes that no event tells of. */
public final class AuditTrail {
    /** Rare entries are looked for in so many at once. */
    static final int MOST_LOOKED_AT = 10_000;

    /** After every id that is made. */
    private static final UUID END = new UUID(-1, -1);

    private static final UUID BEGINNING = new UUID(0, 0);

    private final Database database;
    private final TimeOrderedIds ids;

    public AuditTrail(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    /**
     * Notes a change in its transaction. For one that appends an event with this actor nobody needs to: {@code EventService} does
     * it.
     *
     * @param actor without an origin nothing is noted: it is the server itself
     * @param subject the id of what was changed; null when it has none
     */
    public void changed(Tx tx, OrganizationId organization, Actor actor, @Nullable UUID subject) {
        Origin origin = actor.origin();
        if (origin != null) {
            UUID id = ids.next();
            tx.mapper(AuditMapper.class)
                    .insertChange(organization, id, TimeOrderedIds.time(id), actor, origin, subject);
        }
    }

    /**
     * Entries of the organization, newest first. Looks at a bounded part of them, so a page may be empty although more follow.
     *
     * @param before only entries before this one; null for all
     */
    public AuditPage list(OrganizationId organization, AuditFilter filter, @Nullable UUID before, int limit) {
        UUID from = filter.from() == null ? BEGINNING : TimeOrderedIds.first(filter.from());
        UUID to = earlier(before, filter.to());
        return database.read(organization, tx -> {
            AuditMapper mapper = tx.mapper(AuditMapper.class);
            List<AuditEntry> found = mapper.list(organization, filter, to, from, MOST_LOOKED_AT, limit + 1);
            if (found.size() > limit) {
                return new AuditPage(
                        found.subList(0, limit), found.get(limit - 1).id());
            }
            return new AuditPage(
                    found,
                    mapper.lastLookedAt(organization, to, from, MOST_LOOKED_AT).orElse(null));
        });
    }

    /** UUIDs are compared as the database does it, without signs. */
    private static UUID earlier(@Nullable UUID before, @Nullable Instant to) {
        UUID end = to == null ? END : TimeOrderedIds.first(to);
        return before == null || end.toString().compareTo(before.toString()) < 0 ? end : before;
    }
}
