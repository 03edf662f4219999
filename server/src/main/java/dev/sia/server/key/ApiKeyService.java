package dev.sia.server.key;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.identity.Grant;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do with API keys: make, read, revoke. Checking them is the business of {@link ApiKeyChecks}. */
public final class ApiKeyService {
    /** Keys of one organization that work. */
    public static final int MOST_LIVE = 200;

    private final Database database;
    private final TimeOrderedIds ids;
    private final EventService events;
    private final Signals signals;
    private final Clock clock;

    public ApiKeyService(Database database, TimeOrderedIds ids, EventService events, Signals signals, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.events = events;
        this.signals = signals;
        this.clock = clock;
    }

    /**
     * Makes a key. One that is made by a key may do no more than that one, and for no longer.
     *
     * @param creator whom the edge has let make keys
     * @param actor the same, for the records
     */
    public CreatedApiKey create(OrganizationId organization, Principal creator, Actor actor, NewApiKey wish) {
        Instant now = clock.instant();
        Instant expiresAt = wish.validFor() == null ? null : now.plus(wish.validFor());
        requireNoMoreThanTheirOwn(creator.membership(organization).grant(), wish.scopes());
        requireNoLongerThan(creator, expiresAt);
        KeyText text = KeyText.generate();
        ApiKeyId id = new ApiKeyId(ids.next());
        List<String> scopes = wish.scopes().stream().sorted().map(Scope::wire).toList();
        ApiKey key = new ApiKey(
                id, organization, wish.name(), text.publicId(), scopes, actor, now, expiresAt, null, null, null);
        return database.inTransaction(organization, tx -> {
            ApiKeyMapper mapper = tx.mapper(ApiKeyMapper.class);
            requireRoom(mapper.countLive(organization, now));
            mapper.insert(key, text.secretHash());
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.API_KEY_CREATED, actor)
                            .reason(words(key) + " with " + new Scopes(wish.scopes())
                                    + (expiresAt == null ? ", without an end" : ", until " + expiresAt))
                            .build());
            return new CreatedApiKey(
                    text.reveal(), mapper.find(organization, id).orElseThrow());
        });
    }

    private static void requireNoMoreThanTheirOwn(Grant grant, Set<Scope> wanted) {
        Set<Scope> missing = switch (grant) {
            case Role person -> Set.of();
            case Scopes own -> {
                Set<Scope> rest = new HashSet<>(wanted);
                rest.removeAll(own.values());
                yield rest;
            }
        };
        if (!missing.isEmpty()) {
            throw new DomainException(
                    ErrorCode.FORBIDDEN,
                    "An API key can give only scopes that it has itself; this one lacks " + new Scopes(missing) + ".");
        }
    }

    private static void requireNoLongerThan(Principal creator, @Nullable Instant expiresAt) {
        boolean ends = !creator.expiresAt().equals(Principal.NEVER);
        if (creator.kind() == PrincipalKind.API_KEY
                && ends
                && (expiresAt == null || expiresAt.isAfter(creator.expiresAt()))) {
            throw new DomainException(
                    ErrorCode.FORBIDDEN,
                    "An API key can make only keys that end before it does, which is " + creator.expiresAt() + ".");
        }
    }

    private static void requireRoom(Optional<Integer> live) {
        if (live.orElseThrow(() -> DomainException.notFound("This organization")) >= MOST_LIVE) {
            throw new DomainException(
                    ErrorCode.TOO_MANY_API_KEYS,
                    "The organization has " + MOST_LIVE
                            + " API keys that work already. Revoke one that is not needed any more.");
        }
    }

    public ApiKey find(OrganizationId organization, ApiKeyId id) {
        return database.read(organization, tx -> tx.mapper(ApiKeyMapper.class).find(organization, id))
                .orElseThrow(ApiKeyService::notFound);
    }

    /** Keys in the order in which they were made, after the given one. */
    public List<ApiKey> list(OrganizationId organization, @Nullable ApiKeyId after, int limit) {
        UUID afterId = after == null ? null : after.value();
        return database.read(organization, tx -> tx.mapper(ApiKeyMapper.class).list(organization, afterId, limit));
    }

    /**
     * Ends a key: when this returns, it works no longer on this node, and soon on no other. One that is revoked already stays
     * as it is.
     */
    public ApiKey revoke(OrganizationId organization, ApiKeyId id, Actor actor) {
        return database.inTransaction(organization, tx -> {
            ApiKeyMapper mapper = tx.mapper(ApiKeyMapper.class);
            ApiKey before = mapper.lock(organization, id).orElseThrow(ApiKeyService::notFound);
            if (before.revokedAt() != null) {
                return before;
            }
            mapper.revoke(id, clock.instant(), actor);
            tx.afterCommit(() -> signals.publish(Topic.apiKey(id.value())));
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.API_KEY_REVOKED, actor)
                            .reason(words(before))
                            .build());
            return mapper.find(organization, id).orElseThrow();
        });
    }

    private static String words(ApiKey key) {
        return key.name() + " (" + key.id() + ")";
    }

    private static DomainException notFound() {
        return DomainException.notFound("This API key");
    }
}
