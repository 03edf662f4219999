package dev.sia.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventType;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.BearerAuthenticator;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.organization.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private final HandClock clock = new HandClock();
    private TestFeatures world;
    private OrganizationId organization;
    private Principal ada;
    private ApiKeyService keys;
    private Authenticator authenticator;
    private ApiKeyChecks checks;

    /** Stands still unless it is moved. */
    private static final class HandClock extends Clock {
        private Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        organization = world.organization();
        ada = Principal.user(
                "ada",
                "ada@example.com",
                Map.of(organization, new Membership(Role.ADMIN, "Acme")),
                clock.instant().plusSeconds(60));
        keys = new ApiKeyService(
                postgres.database(), new TimeOrderedIds(clock), world.features.events, world.signals, clock);
        checks = new ApiKeyChecks(postgres.database(), world.signals, clock);
        Authenticator others = bearer -> {
            throw new DomainException(ErrorCode.UNAUTHENTICATED, "somebody else's business: " + bearer);
        };
        authenticator = new BearerAuthenticator(others, checks, others);
    }

    private CreatedApiKey create(@Nullable Duration validFor, Scope... scopes) {
        return keys.create(organization, ada, TestFeatures.ADA, new NewApiKey("ci", Set.of(scopes), validFor));
    }

    private Principal authenticate(String key) {
        return authenticator.authenticate(key);
    }

    private static ErrorCode refusal(Runnable call) {
        DomainException thrown = catchThrowableOfType(DomainException.class, call::run);
        assertThat(thrown).isNotNull();
        return thrown.code();
    }

    private void refused(String key) {
        assertThat(catchThrowableOfType(DomainException.class, () -> authenticate(key)))
                .as(key)
                .isNotNull()
                .hasMessage("The credentials are missing, wrong or expired.")
                .extracting(DomainException::code)
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    private static TestSql sql() {
        return new TestSql(postgres.database());
    }

    private static String versionOf(ApiKeyId id) {
        return sql().column(String.class, "select xmin::text from api_key where id = ?", id.value())
                .getFirst();
    }

    @Test
    void openConnectionOfAKeyLastsUntilTheKeyIsRevokedOrOver() {
        Principal kept =
                authenticate(create(Duration.ofHours(1), Scope.JOBS_READ).key());
        Principal revoked = authenticate(create(null, Scope.JOBS_READ).key());
        assertThat(authenticator.renew(kept)).isEqualTo(kept);
        assertThat(authenticator.renew(revoked)).isEqualTo(revoked);

        keys.revoke(organization, new ApiKeyId(UUID.fromString(revoked.id())), TestFeatures.ADA);
        assertThatThrownBy(() -> authenticator.renew(revoked))
                .isInstanceOfSatisfying(
                        DomainException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
        assertThat(authenticator.renew(kept)).isEqualTo(kept);
        clock.forward(Duration.ofHours(2));
        assertThatThrownBy(() -> authenticator.renew(kept)).isInstanceOf(DomainException.class);
    }

    @Test
    void aNewKeyStandsForItselfInItsOrganizationWithItsScopes() {
        CreatedApiKey created = create(null, Scope.JOBS_WRITE, Scope.JOBS_READ);
        ApiKey key = created.apiKey();

        assertThat(created.key()).matches("sia_sk_" + key.publicId() + "_[A-Za-z0-9_-]{43}");
        assertThat(key.scopes()).containsExactly("jobs:read", "jobs:write");
        assertThat(keys.find(organization, key.id())).isEqualTo(key);
        assertThat(authenticate(created.key()))
                .isEqualTo(Principal.apiKey(
                        key.id().toString(),
                        "ci",
                        organization,
                        new Membership(
                                new Scopes(Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE)), "Organization " + organization),
                        Principal.NEVER));
    }

    @Test
    void onlyTheHashOfTheSecretIsStoredAndNothingPrintsIt() {
        CreatedApiKey created = create(null, Scope.JOBS_READ);
        // It may have underscores, even as its first character.
        String secret = created.key()
                .substring("sia_sk_".length() + created.apiKey().publicId().length() + 1);
        String row = sql().column(
                        String.class,
                        "select to_jsonb(k)::text from api_key k where id = ?",
                        created.apiKey().id().value())
                .getFirst();

        assertThat(secret).hasSize(43);
        assertThat(row).contains(created.apiKey().publicId()).doesNotContain(secret);
        assertThat(created.toString()).doesNotContain(secret);
        assertThat(KeyText.parse(created.key()).orElseThrow().toString()).doesNotContain(secret);
        assertThat(world.features
                        .events
                        .after(organization, EventFilter.ALL, 0, 10)
                        .events()
                        .toString())
                .doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sia_sk_",
                "sia_sk_k7q2m4xw5tzbj3ra",
                "sia_sk_k7q2m4xw5tzbj3ra_",
                "sia_sk_K7Q2M4XW5TZBJ3RA_0123456789012345678901234567890123456789012",
                "sia_sk_k7q2m4xw5tzbj3ra_01234567890123456789012345678901234567890123",
                "sia_sk_k7q2m4xw5tzbj3r1_0123456789012345678901234567890123456789012",
                "sia_sk_k7q2m4xw5tzbj3ra_0123456789012345678901234567890123456789.12",
                "sia_sk_k7q2m4xw5tzbj3ra_0123456789012345678901234567890123456789012\n",
                "sia_sk_k7q2m4xw5tzbj3ra_0123456789012345678901234567890123456789012"
            })
    void whatIsNoKeyIsRefusedAlike(String text) {
        refused(text);
    }

    @Test
    void aRightPublicPartWithAWrongSecretIsRefused() {
        String key = create(null, Scope.JOBS_READ).key();
        char last = key.charAt(key.length() - 1);
        refused(key.substring(0, key.length() - 1) + (last == 'A' ? 'B' : 'A'));
        assertThat(authenticate(key).kind()).isEqualTo(PrincipalKind.API_KEY);
    }

    @Test
    void whatDoesNotBeginAsAKeyIsSomebodyElsesBusiness() {
        assertThat(catchThrowableOfType(DomainException.class, () -> authenticate("ey.x.y")))
                .hasMessage("somebody else's business: ey.x.y");
    }

    @Test
    void aKeyEndsAtItsEndAlsoWhenItWasCheckedJustBefore() {
        CreatedApiKey created = create(Duration.ofMinutes(1), Scope.JOBS_READ);
        clock.forward(Duration.ofSeconds(59));
        assertThat(authenticate(created.key()).expiresAt())
                .isEqualTo(created.apiKey().expiresAt());
        clock.forward(Duration.ofSeconds(1));
        refused(created.key());
    }

    @Test
    void aRevokedKeyEndsAtOnceAndTwiceIsOnce() {
        CreatedApiKey created = create(null, Scope.JOBS_READ);
        authenticate(created.key());
        ApiKey revoked = keys.revoke(organization, created.apiKey().id(), TestFeatures.ADA);

        refused(created.key());
        assertThat(revoked.revokedAt()).isEqualTo(clock.instant());
        assertThat(revoked.revokedBy()).isEqualTo(TestFeatures.ADA);
        clock.forward(Duration.ofSeconds(5));
        assertThat(keys.revoke(organization, revoked.id(), Actor.user("bob", null)))
                .isEqualTo(revoked);
        assertThat(world.features
                        .events
                        .after(organization, EventFilter.ALL, 0, 10)
                        .events())
                .extracting(Event::type, Event::reason)
                .containsExactly(
                        tuple(EventType.API_KEY_CREATED, "ci (" + revoked.id() + ") with jobs:read, without an end"),
                        tuple(EventType.API_KEY_REVOKED, "ci (" + revoked.id() + ")"));
    }

    @Test
    void whatAnotherNodeRevokedEndsWithinHalfAMinuteWithoutASignal() {
        CreatedApiKey created = create(null, Scope.JOBS_READ);
        authenticate(created.key());
        sql().execute(
                        "update api_key set revoked_at = now(), revoked_by = '{}' where id = ?",
                        created.apiKey().id().value());

        clock.forward(Duration.ofSeconds(29));
        authenticate(created.key());
        clock.forward(Duration.ofSeconds(1));
        refused(created.key());
    }

    @Test
    void aWrongKeyIsNotLookedUpAgainForAWhile() {
        CreatedApiKey created = create(null, Scope.JOBS_READ);
        keys.revoke(organization, created.apiKey().id(), TestFeatures.ADA);
        refused(created.key());
        sql().execute(
                        "update api_key set revoked_at = null, revoked_by = null where id = ?",
                        created.apiKey().id().value());

        clock.forward(Duration.ofSeconds(9));
        refused(created.key());
        clock.forward(Duration.ofSeconds(1));
        authenticate(created.key());
    }

    @Test
    void theLastUseIsStoredApartFromTheRequestsAndSeldom() {
        CreatedApiKey created = create(null, Scope.JOBS_READ);
        ApiKeyId id = created.apiKey().id();
        String before = versionOf(id);
        authenticate(created.key());
        assertThat(versionOf(id)).isEqualTo(before);

        checks.storeUses();
        String first = versionOf(id);
        assertThat(keys.find(organization, id).lastUsedAt()).isEqualTo(clock.instant());
        clock.forward(Duration.ofMinutes(9));
        authenticate(created.key());
        checks.storeUses();
        assertThat(versionOf(id)).isEqualTo(first);
        clock.forward(Duration.ofMinutes(2));
        authenticate(created.key());
        checks.storeUses();
        assertThat(keys.find(organization, id).lastUsedAt()).isEqualTo(clock.instant());
    }

    @Test
    void aKeyMakesOnlyKeysThatMayNoMoreAndForNoLonger() {
        Principal key = authenticate(
                create(Duration.ofHours(1), Scope.KEYS_MANAGE, Scope.JOBS_READ).key());
        Actor actor = Actor.apiKey(key.id(), key.name());

        assertThat(refusal(() -> keys.create(
                        organization,
                        key,
                        actor,
                        new NewApiKey("more", Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE), Duration.ofMinutes(5)))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() ->
                        keys.create(organization, key, actor, new NewApiKey("ever", Set.of(Scope.JOBS_READ), null))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> keys.create(
                        organization,
                        key,
                        actor,
                        new NewApiKey("longer", Set.of(Scope.JOBS_READ), Duration.ofMinutes(61)))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(keys.create(
                                organization,
                                key,
                                actor,
                                new NewApiKey("less", Set.of(Scope.JOBS_READ), Duration.ofMinutes(60)))
                        .apiKey()
                        .createdBy())
                .isEqualTo(actor);
    }

    @Test
    void otherOrganizationsSeeNothingOfIt() {
        ApiKeyId id = create(null, Scope.JOBS_READ).apiKey().id();
        OrganizationId other = world.organization();

        assertThat(refusal(() -> keys.find(other, id))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> keys.revoke(other, id, TestFeatures.ADA))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(keys.list(other, null, 10)).isEmpty();
        assertThat(refusal(() -> keys.find(organization, new ApiKeyId(UUID.randomUUID()))))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void anOrganizationHasABoundedNumberOfKeysThatWork() {
        List<CreatedApiKey> made = IntStream.range(0, ApiKeyService.MOST_LIVE - 1)
                .mapToObj(i -> create(null, Scope.JOBS_READ))
                .toList();
        create(Duration.ofMinutes(1), Scope.JOBS_READ);

        assertThat(refusal(() -> create(null, Scope.JOBS_READ))).isEqualTo(ErrorCode.TOO_MANY_API_KEYS);
        clock.forward(Duration.ofMinutes(1));
        create(null, Scope.JOBS_READ);
        assertThat(refusal(() -> create(null, Scope.JOBS_READ))).isEqualTo(ErrorCode.TOO_MANY_API_KEYS);
        keys.revoke(organization, made.getFirst().apiKey().id(), TestFeatures.ADA);
        create(null, Scope.JOBS_READ);
        assertThat(keys.list(organization, made.getFirst().apiKey().id(), 3))
                .extracting(ApiKey::id)
                .startsWith(made.get(1).apiKey().id(), made.get(2).apiKey().id());
    }
}
