package dev.sia.server.agent;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tokens with which agents join an organization: making them, seeing them, taking them back. */
public final class EnrolmentTokens {
    /** How long an expired token is still listed. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final Database database;
    private final TimeOrderedIds ids;
    private final EventService events;
    private final Clock clock;

    public EnrolmentTokens(Database database, TimeOrderedIds ids, EventService events, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.events = events;
        this.clock = clock;
    }

    /** A token with which {@code maxUses} agents can join the organization until it expires. */
    public EnrolmentToken create(OrganizationId organization, Actor creator, Duration validFor, int maxUses) {
        EnrolmentToken token = new EnrolmentToken(
                ids.next(),
                AgentSecrets.generate(AgentSecrets.ENROLMENT_PREFIX),
                maxUses,
                clock.instant().plus(validFor));
        database.runInTransaction(organization, tx -> {
            CredentialMapper mapper = tx.mapper(CredentialMapper.class);
            mapper.deleteTokensExpiredBefore(organization, clock.instant().minus(KEPT));
            mapper.insertToken(organization, token, AgentSecrets.hash(token.token()), creator);
            String what = "token " + token.id() + " for " + maxUses + (maxUses == 1 ? " agent" : " agents") + " until "
                    + token.expiresAt();
            tell(tx, organization, EventType.ENROLMENT_TOKEN_CREATED, creator, what);
        });
        return token;
    }

    /** Tokens, newest first, that were made before the given one. */
    public List<IssuedEnrolmentToken> list(OrganizationId organization, @Nullable UUID before, int limit) {
        return database.inTransaction(
                organization, tx -> tx.mapper(CredentialMapper.class).listTokens(organization, before, limit));
    }

    /**
     * Nobody joins with the token any more.
     *
     * @return the token as it was
     */
    public IssuedEnrolmentToken revoke(OrganizationId organization, UUID id, Actor actor) {
        return database.inTransaction(organization, tx -> {
            IssuedEnrolmentToken token = tx.mapper(CredentialMapper.class)
                    .deleteToken(organization, id)
                    .orElseThrow(() -> DomainException.notFound("This enrolment token"));
            String what = "token " + id + ", used " + token.uses() + " of " + token.maxUses() + " times";
            tell(tx, organization, EventType.ENROLMENT_TOKEN_REVOKED, actor, what);
            return token;
        });
    }

    private void tell(Tx tx, OrganizationId organization, EventType type, Actor actor, String what) {
        events.append(tx, organization, NewEvent.of(type, actor).reason(what).build());
    }
}
