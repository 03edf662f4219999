package dev.sia.server.member;

import dev.sia.server.db.Database;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.organization.OrganizationService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Learns of organizations and their members from credentials, and lists whom it has seen. */
public final class MemberService {
    private static final int REMEMBERED = 20_000;
    /** How old {@code last_seen_at} may become before it is written again. */
    private static final Duration FRESH = Duration.ofHours(1);

    private record Place(OrganizationId organization, String userId) {}

    private record Seen(@Nullable String email, Role role, Instant at) {}

    private final Database database;
    private final OrganizationService organizations;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** What this node has noted, so that it notes nothing twice. */
    private final Map<Place, Seen> noted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Seen> eldest) {
            return size() > REMEMBERED;
        }
    };

    public MemberService(Database database, OrganizationService organizations, Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.clock = clock;
    }

    /**
     * Makes sure that everything the user's credential told is stored. Cheap when nothing has changed, and yet not meant for
     * every request: see {@link MemberLearning}. API keys tell nothing new.
     */
    void learn(Principal principal) {
        if (principal.kind() == PrincipalKind.USER) {
            principal.memberships().forEach((organization, membership) -> {
                organizations.learn(organization, membership.organizationName());
                if (membership.grant() instanceof Role role) {
                    note(new Place(organization, principal.id()), principal.name(), role);
                }
            });
        }
    }

    private void note(Place place, @Nullable String email, Role role) {
        Instant now = clock.instant();
        if (isNoted(place, email, role, now)) {
            return;
        }
        database.runInTransaction(
                place.organization(),
                tx -> tx.mapper(MemberMapper.class)
                        .see(place.organization(), place.userId(), email, role, now, now.minus(FRESH)));
        lock.lock();
        try {
            noted.put(place, new Seen(email, role, now));
        } finally {
            lock.unlock();
        }
    }

    private boolean isNoted(Place place, @Nullable String email, Role role, Instant now) {
        lock.lock();
        try {
            Seen seen = noted.get(place);
            return seen != null
                    && seen.role() == role
                    && Objects.equals(seen.email(), email)
                    && now.isBefore(seen.at().plus(FRESH));
        } finally {
            lock.unlock();
        }
    }

    /** Members in the order of their ids, after the given one. */
    public List<Member> list(OrganizationId organization, @Nullable String after, int limit) {
        return database.read(organization, tx -> tx.mapper(MemberMapper.class).list(organization, after, limit));
    }
}
