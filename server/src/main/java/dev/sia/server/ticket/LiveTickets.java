package dev.sia.server.ticket;

import dev.sia.server.audit.AuditTrail;
import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.identity.Credential;
import dev.sia.server.identity.Grant;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes tickets and takes them. A ticket holds who made it and nothing to log in with, so what is stored gives nothing
 * away; whether the maker's credential is still good is asked of the {@link dev.sia.server.identity.Authenticator}.
 */
public final class LiveTickets {
    /** How long a ticket can be used. */
    static final Duration USABLE = Duration.ofSeconds(60);
    /** Nobody can be asked whether a person's credential was taken back, so there is an end to it. */
    static final Duration LONGEST_SESSION_OF_A_PERSON = Duration.ofHours(1);
    /** Of one organization, not used and not expired. */
    static final int MOST_UNUSED = 1_000;

    private static final int SWEPT_AT_ONCE = 100;

    private final Database database;
    private final AuditTrail audit;
    private final Clock clock;

    public LiveTickets(Database database, AuditTrail audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @throws DomainException {@code too_many_watchers} when the organization has too many that nobody has used */
    public LiveTicket create(OrganizationId organization, Principal maker, Actor actor) {
        Instant now = clock.instant();
        Grant grant = maker.membership(organization).grant();
        Principal holder = switch (maker.kind()) {
            case USER -> maker.until(now.plus(LONGEST_SESSION_OF_A_PERSON));
            case API_KEY -> maker;
        };
        String ticket = TicketSecret.generate();
        Instant expiresAt = now.plus(USABLE);
        int stored = database.acrossOrganizations(tx -> {
            LiveTicketMapper mapper = tx.mapper(LiveTicketMapper.class);
            mapper.removeExpired(now, SWEPT_AT_ONCE);
            int made = mapper.insert(
                    TicketSecret.hash(ticket),
                    organization,
                    maker.kind(),
                    maker.id(),
                    maker.name(),
                    grant instanceof Role role ? role : null,
                    end(holder),
                    expiresAt,
                    now,
                    MOST_UNUSED);
            if (made > 0) {
                audit.changed(tx, organization, actor, null);
            }
            return made;
        });
        if (stored == 0) {
            throw new DomainException(
                    ErrorCode.TOO_MANY_WATCHERS,
                    "This organization has " + MOST_UNUSED
                            + " live tickets that nobody has used: use them, or try again" + " in a minute.");
        }
        return new LiveTicket(ticket, expiresAt);
    }

    private static @Nullable Instant end(Principal holder) {
        return holder.expiresAt().equals(Principal.NEVER) ? null : holder.expiresAt();
    }

    /**
     * Uses the ticket up, on whatever node it was made.
     *
     * @throws DomainException {@code unauthenticated} for one that is unknown, expired or used
     */
    public Credential.Used use(String ticket) {
        if (!TicketSecret.isOne(ticket)) {
            throw refused();
        }
        return database.acrossOrganizations(
                        tx -> tx.mapper(LiveTicketMapper.class).use(TicketSecret.hash(ticket), clock.instant()))
                .map(StoredTicket::used)
                .orElseThrow(LiveTickets::refused);
    }

    private static DomainException refused() {
        return new DomainException(
                ErrorCode.UNAUTHENTICATED, "The ticket is unknown, expired or used already. Make a new one.");
    }
}
