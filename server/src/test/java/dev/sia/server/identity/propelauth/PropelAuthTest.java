package dev.sia.server.identity.propelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.MovableClock;
import dev.sia.server.organization.OrganizationId;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access tokens of a PropelAuth whose keys are fetched: first use, rotation, and what happens while it is away. */
class PropelAuthTest {
    private static final UUID ORGANIZATION = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");

    private final MovableClock clock = new MovableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final PropelAuthStandIn provider = new PropelAuthStandIn();
    private final Memory memory = new Memory();
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** What a data directory would keep. */
    private static final class Memory implements KeyMemory {
        volatile Optional<String> text = Optional.empty();

        @Override
        public Optional<String> load() {
            return text;
        }

        @Override
        public void save(String now) {
            text = Optional.of(now);
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        provider.close();
    }

    private Authenticator start(PropelAuthSettings settings) {
        PropelAuth propelAuth = new PropelAuth(settings, memory, clock);
        opened.add(propelAuth);
        return propelAuth.accessTokens();
    }

    private PropelAuthSettings settings(String integrationKey) {
        return new PropelAuthSettings(
                provider.origin(), Optional.empty(), Optional.empty(), Optional.of(integrationKey));
    }

    private Authenticator withMetadata() {
        return start(settings(PropelAuthStandIn.INTEGRATION_KEY));
    }

    private Authenticator withJwks() {
        return start(new PropelAuthSettings(
                provider.origin(), Optional.empty(), Optional.of(provider.jwks()), Optional.empty()));
    }

    /** One that has fetched what there was. */
    private Authenticator warm(Authenticator tokens) {
        assertAccepted(tokens, token());
        return tokens;
    }

    private String token() {
        return provider.token(ORGANIZATION, clock.instant());
    }

    private String token(PropelAuthStandIn.Key key) {
        return provider.token(key, clock.instant(), claims -> {});
    }

    private static void assertAccepted(Authenticator tokens, String token) {
        assertThat(tokens.authenticate(token).id()).isEqualTo("31c41c16-c281-44ae-9602-8a047e3bf33d");
    }

    private static void assertRefused(ErrorCode code, Authenticator tokens, String token) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> tokens.authenticate(token))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(code));
    }

    private void refreshed(int fetchesBefore) {
        await().until(() -> provider.keyFetches.get() > fetchesBefore);
    }

    @Test
    void theKeyIsFetchedWithTheIntegrationKey() {
        Authenticator tokens = withMetadata();
        assertThat(tokens.authenticate(token()).memberships()).containsOnlyKeys(new OrganizationId(ORGANIZATION));
        assertThat(provider.keyFetches).hasValue(1);
        assertThat(provider.authorization).isEqualTo("Bearer " + PropelAuthStandIn.INTEGRATION_KEY);
    }

    @Test
    void aKeySetIsFetchedWithoutTheIntegrationKey() {
        Authenticator tokens = start(new PropelAuthSettings(
                provider.origin(),
                Optional.empty(),
                Optional.of(provider.jwks()),
                Optional.of(PropelAuthStandIn.INTEGRATION_KEY)));
        assertAccepted(tokens, token());
        assertThat(provider.authorization).isEqualTo("null");
    }

    @Test
    void aKeyGivenByHandIsNotFetched() {
        PublicKey given = provider.key().pair().getPublic();
        Authenticator tokens = start(new PropelAuthSettings(
                provider.origin(),
                Optional.of(given),
                Optional.empty(),
                Optional.of(PropelAuthStandIn.INTEGRATION_KEY)));
        assertAccepted(tokens, token());
        assertRefused(ErrorCode.UNAUTHENTICATED, tokens, token(PropelAuthStandIn.newKey("key-1")));
        assertThat(provider.keyFetches).hasValue(0);
    }

    @Test
    void anOldKeyIsGoodThroughTheOverlapAndNoLonger() {
        Authenticator tokens = warm(withMetadata());
        PropelAuthStandIn.Key old = provider.key();
        clock.pass(Duration.ofMinutes(2));
        provider.rotate();
        assertAccepted(tokens, token());
        clock.pass(Duration.ofMinutes(59));
        assertAccepted(tokens, token(old));
        clock.pass(Duration.ofMinutes(2));
        assertRefused(ErrorCode.UNAUTHENTICATED, tokens, token(old));
        assertAccepted(tokens, token());
    }

    @Test
    void aKeySetHasItsOwnOverlapAndAWithdrawnKeyIsGoodNoLonger() {
        Authenticator tokens = warm(withJwks());
        PropelAuthStandIn.Key old = provider.key();
        clock.pass(Duration.ofMinutes(2));
        provider.rotate();
        assertAccepted(tokens, token());
        assertAccepted(tokens, token(old));
        provider.withdrawOldest();
        clock.pass(Duration.ofMinutes(11));
        int before = provider.keyFetches.get();
        assertAccepted(tokens, token());
        refreshed(before);
        await().untilAsserted(() -> assertRefused(ErrorCode.UNAUTHENTICATED, tokens, token(old)));
    }

    @Test
    void manyTokensOfAnUnknownKeyCauseOneFetchAMinute() throws Exception {
        Authenticator tokens = warm(withMetadata());
        clock.pass(Duration.ofMinutes(2));
        PropelAuthStandIn.Key strange = PropelAuthStandIn.newKey("key-1");
        int before = provider.keyFetches.get();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> attackers = IntStream.range(0, 50)
                    .<Future<?>>mapToObj(number ->
                            threads.submit(() -> assertRefused(ErrorCode.UNAUTHENTICATED, tokens, token(strange))))
                    .toList();
            for (Future<?> attacker : attackers) {
                attacker.get();
            }
        }
        assertThat(provider.keyFetches).hasValue(before + 1);
        clock.pass(Duration.ofSeconds(59));
        assertRefused(ErrorCode.UNAUTHENTICATED, tokens, token(strange));
        assertThat(provider.keyFetches).hasValue(before + 1);
        clock.pass(Duration.ofSeconds(2));
        assertRefused(ErrorCode.UNAUTHENTICATED, tokens, token(strange));
        assertThat(provider.keyFetches).hasValue(before + 2);
    }

    @Test
    void aTokenThatIsWrongAnywayCausesNoFetch() {
        Authenticator tokens = warm(withMetadata());
        clock.pass(Duration.ofMinutes(2));
        int before = provider.keyFetches.get();
        PropelAuthStandIn.Key strange = PropelAuthStandIn.newKey("key-1");
        assertRefused(
                ErrorCode.UNAUTHENTICATED,
                tokens,
                provider.token(strange, clock.instant(), claims -> claims.setIssuer("https://elsewhere.example")));
        assertRefused(
                ErrorCode.UNAUTHENTICATED,
                tokens,
                provider.token(strange, clock.instant().minus(Duration.ofDays(1)), claims -> {}));
        assertThat(provider.keyFetches).hasValue(before);
    }

    @Test
    void whoComesWhileTheKeyIsFetchedWaitsForIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        provider.trouble(exchange -> {
            asked.countDown();
            awaitQuietly(go);
            provider.sendVerifierKey(exchange);
        });
        Authenticator tokens = withMetadata();
        asked.await();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> early = threads.submit(() -> assertAccepted(tokens, token()));
            go.countDown();
            early.get();
        }
        assertThat(provider.keyFetches).hasValue(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void awayAtTheFirstStartNothingIsLetInUntilItIsThere() {
        provider.goAway();
        Authenticator tokens = withMetadata();
        assertRefused(ErrorCode.UNAVAILABLE, tokens, token());
        assertRefused(ErrorCode.UNAUTHENTICATED, tokens, "eyJhbGciOiJub25lIn0.e30.");
        provider.well();
        clock.pass(Duration.ofSeconds(6));
        assertAccepted(tokens, token());
    }

    @Test
    void awayAfterARestartTheLastGoodKeyWorks() {
        warm(withMetadata());
        provider.goAway();
        Authenticator restarted = withMetadata();
        assertAccepted(restarted, token());
        // Whether it is a new key or a forger's cannot be known now.
        assertRefused(ErrorCode.UNAVAILABLE, restarted, token(PropelAuthStandIn.newKey("key-1")));
        clock.pass(Duration.ofHours(48));
        assertAccepted(restarted, token());
    }

    @Test
    void awayLaterTheLastGoodKeyWorksAndARotationIsLearnedWhenItIsBack() {
        Authenticator tokens = warm(withJwks());
        provider.goAway();
        clock.pass(Duration.ofHours(3));
        assertAccepted(tokens, token());
        PropelAuthStandIn.Key old = provider.key();
        provider.rotate();
        assertRefused(ErrorCode.UNAVAILABLE, tokens, token());
        assertAccepted(tokens, token(old));
        provider.well();
        clock.pass(Duration.ofSeconds(61));
        assertAccepted(tokens, token());
    }

    @Test
    void keysKeptFromAnotherEnvironmentAreNotBelieved() {
        warm(withMetadata());
        PropelAuthStandIn.Key stolen = provider.key();
        try (PropelAuthStandIn other = new PropelAuthStandIn()) {
            other.goAway();
            Authenticator tokens = start(new PropelAuthSettings(
                    other.origin(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(PropelAuthStandIn.INTEGRATION_KEY)));
            assertRefused(ErrorCode.UNAVAILABLE, tokens, other.token(stolen, clock.instant(), claims -> {}));
        }
    }

    @Test
    void aKeptFileThatNobodyCanReadIsAsGoodAsNone() {
        memory.text = Optional.of("{\"source\": ");
        assertAccepted(withMetadata(), token());
        assertThat(memory.text.orElseThrow())
                .contains("BEGIN PUBLIC KEY")
                .doesNotContain(PropelAuthStandIn.INTEGRATION_KEY);
    }

    @Test
    void aWrongIntegrationKeyOpensNothing() {
        Authenticator tokens = start(settings("wrong"));
        assertRefused(ErrorCode.UNAVAILABLE, tokens, token());
        assertThat(settings("wrong").toString()).doesNotContain("wrong");
    }

    @Test
    void nonsenseInsteadOfAKeyLeavesTheLastGoodOne() {
        Authenticator tokens = warm(withMetadata());
        String unknown = token(PropelAuthStandIn.newKey("key-9"));
        for (String nonsense : List.of(
                "", "[]", "{}", "{\"verifier_key_pem\": 1}", "{\"verifier_key_pem\": \"PEM\"}", "x".repeat(1 << 20))) {
            provider.trouble(exchange -> PropelAuthStandIn.send(exchange, 200, nonsense));
            clock.pass(Duration.ofMinutes(2));
            int before = provider.keyFetches.get();
            assertRefused(ErrorCode.UNAVAILABLE, tokens, unknown);
            assertThat(provider.keyFetches).hasValueGreaterThan(before);
            assertAccepted(tokens, token());
        }
    }

    @Test
    void anEmptyKeySetOrOneOfOtherKeysLeavesTheLastGoodOnes() {
        Authenticator tokens = warm(withJwks());
        String unknown = token(PropelAuthStandIn.newKey("key-9"));
        for (String nonsense : List.of(
                "{\"keys\": []}",
                "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"key-9\", \"k\": \"c2VjcmV0\"}]}",
                "{\"keys\": {}}",
                "null")) {
            provider.trouble(exchange -> PropelAuthStandIn.send(exchange, 200, nonsense));
            clock.pass(Duration.ofMinutes(2));
            assertRefused(ErrorCode.UNAVAILABLE, tokens, unknown);
            assertAccepted(tokens, token());
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (PropelAuthStandIn elsewhere = new PropelAuthStandIn()) {
            provider.trouble(exchange -> {
                exchange.getResponseHeaders().set("Location", elsewhere.origin() + exchange.getRequestURI());
                PropelAuthStandIn.send(exchange, 302, "");
            });
            Authenticator tokens = withMetadata();
            assertRefused(
                    ErrorCode.UNAVAILABLE, tokens, provider.token(elsewhere.key(), clock.instant(), claims -> {}));
            assertThat(elsewhere.keyFetches).hasValue(0);
        }
    }
}
