package dev.sia.server.identity.propelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.MovableClock;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** API keys that PropelAuth gave to its users, checked with PropelAuth. */
class EndUserApiKeysTest {
    private static final UUID ORGANIZATION = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
    private static final UUID OTHER = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3d");
    private static final String UNKNOWN = "00000000000000000000000000000000";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final PropelAuthStandIn provider = new PropelAuthStandIn();
    private final PropelAuthCalls calls = new PropelAuthCalls();
    private final PropelAuthCalls impatient = new PropelAuthCalls(Duration.ofMillis(300));
    private final Authenticator keys = keys(calls, PropelAuthStandIn.INTEGRATION_KEY);

    private Authenticator keys(PropelAuthCalls calls, String integrationKey) {
        return new EndUserApiKeys(calls, URI.create(provider.origin() + EndUserApiKeys.PATH), integrationKey, clock);
    }

    @AfterEach
    void close() {
        calls.close();
        impatient.close();
        provider.close();
    }

    private static void assertRefused(ErrorCode code, Authenticator keys, String key) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> keys.authenticate(key))
                .satisfies(thrown -> {
                    assertThat(thrown.code()).isEqualTo(code);
                    assertThat(thrown.getMessage()).doesNotContain(key);
                });
    }

    @Test
    void aUsersKeyIsGoodForEveryOrganizationOfTheUser() {
        String key = provider.apiKey(Map.of(
                "metadata",
                Map.of("purpose", "ci"),
                "user",
                PropelAuthStandIn.user(Map.of(
                        ORGANIZATION.toString(), PropelAuthStandIn.memberInfo(ORGANIZATION, "Owner"),
                        OTHER.toString(), PropelAuthStandIn.memberInfo(OTHER, "Member")))));
        Principal principal = keys.authenticate(key);
        assertThat(principal.kind()).isEqualTo(PrincipalKind.USER);
        assertThat(principal.id()).isEqualTo("31c41c16-c281-44ae-9602-8a047e3bf33d");
        assertThat(principal.name()).isEqualTo("ada@example.com");
        assertThat(principal.memberships())
                .containsOnly(
                        Map.entry(new OrganizationId(ORGANIZATION), new Membership(Role.OWNER, "Acme")),
                        Map.entry(new OrganizationId(OTHER), new Membership(Role.MEMBER, "Acme")));
    }

    @Test
    void aUsersKeyForOneOrganizationIsGoodForThatOneAlone() {
        Map<String, Object> user =
                PropelAuthStandIn.user(Map.of(OTHER.toString(), PropelAuthStandIn.memberInfo(OTHER, "Owner")));
        String key = provider.apiKey(Map.of(
                "user", user,
                "org", Map.of("org_id", ORGANIZATION.toString(), "org_name", "Acme"),
                "user_in_org", PropelAuthStandIn.memberInfo(ORGANIZATION, "Member")));
        assertThat(keys.authenticate(key).memberships())
                .containsOnly(Map.entry(new OrganizationId(ORGANIZATION), new Membership(Role.MEMBER, "Acme")));
        String withoutPlace = provider.apiKey(
                Map.of("user", user, "org", Map.of("org_id", ORGANIZATION.toString(), "org_name", "Acme")));
        assertThat(keys.authenticate(withoutPlace).memberships()).isEmpty();
    }

    @Test
    void aKeyWithoutAUserOrOfALockedOneIsRefused() {
        assertRefused(
                ErrorCode.UNAUTHENTICATED,
                keys,
                provider.apiKey(Map.of("org", Map.of("org_id", ORGANIZATION.toString(), "org_name", "Acme"))));
        for (Map.Entry<String, Object> state :
                Map.<String, Object>of("locked", true, "enabled", false).entrySet()) {
            Map<String, Object> user = new HashMap<>(PropelAuthStandIn.user(
                    Map.of(ORGANIZATION.toString(), PropelAuthStandIn.memberInfo(ORGANIZATION, "Owner"))));
            user.put(state.getKey(), state.getValue());
            assertRefused(ErrorCode.UNAUTHENTICATED, keys, provider.apiKey(Map.of("user", user)));
        }
    }

    @Test
    void aKeyIsAskedAboutOnceAMinuteAndStopsWithinIt() {
        String key = provider.personalKey(ORGANIZATION, "Admin");
        Principal first = keys.authenticate(key);
        clock.pass(Duration.ofSeconds(59));
        provider.revoke(key);
        assertThat(keys.authenticate(key)).isSameAs(first);
        assertThat(provider.validations).hasValue(1);
        clock.pass(Duration.ofSeconds(2));
        assertRefused(ErrorCode.UNAUTHENTICATED, keys, key);
        assertThat(provider.validations).hasValue(2);
    }

    @Test
    void aBadKeyIsAskedAboutSeldomAndMayBecomeGood() {
        for (int i = 0; i < 10; i++) {
            assertRefused(ErrorCode.UNAUTHENTICATED, keys, UNKNOWN);
        }
        assertThat(provider.validations).hasValue(1);
        clock.pass(Duration.ofSeconds(31));
        assertRefused(ErrorCode.UNAUTHENTICATED, keys, UNKNOWN);
        assertThat(provider.validations).hasValue(2);
    }

    @Test
    void manyWithTheSameNewKeyAskOnce() throws Exception {
        String key = provider.personalKey(ORGANIZATION, "Admin");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Principal>> callers = IntStream.range(0, 40)
                    .mapToObj(number -> threads.submit(() -> keys.authenticate(key)))
                    .toList();
            for (Future<Principal> caller : callers) {
                assertThat(caller.get().memberships()).containsKey(new OrganizationId(ORGANIZATION));
            }
        }
        assertThat(provider.validations).hasValue(1);
    }

    @Test
    void whatCannotBeAKeyIsNotAskedAbout() {
        assertRefused(ErrorCode.UNAUTHENTICATED, keys, "short");
        assertRefused(ErrorCode.UNAUTHENTICATED, keys, "a".repeat(513));
        assertThat(provider.validations).hasValue(0);
    }

    @Test
    void awayItIsUnavailableButForKeysJustChecked() {
        String key = provider.personalKey(ORGANIZATION, "Admin");
        keys.authenticate(key);
        provider.goAway();
        assertThat(keys.authenticate(key).memberships()).isNotEmpty();
        assertRefused(ErrorCode.UNAVAILABLE, keys, UNKNOWN);
        int asked = provider.validations.get();
        // For some seconds nobody else waits for it.
        assertRefused(ErrorCode.UNAVAILABLE, keys, UNKNOWN);
        assertThat(provider.validations).hasValue(asked);
        clock.pass(Duration.ofSeconds(61));
        assertRefused(ErrorCode.UNAVAILABLE, keys, key);
        provider.well();
        clock.pass(Duration.ofSeconds(3));
        assertThat(keys.authenticate(key).memberships()).isNotEmpty();
    }

    @Test
    void whatPropelAuthDoesNotSayIsUnavailable() {
        for (int status : List.of(301, 401, 403, 429, 500, 503)) {
            provider.trouble(exchange -> PropelAuthStandIn.send(exchange, status, ""));
            assertRefused(ErrorCode.UNAVAILABLE, keys, UNKNOWN);
            clock.pass(Duration.ofSeconds(3));
        }
        for (String nonsense : List.of("", "[]", "no JSON", "x".repeat(1 << 20))) {
            provider.trouble(exchange -> PropelAuthStandIn.send(exchange, 200, nonsense));
            assertRefused(ErrorCode.UNAVAILABLE, keys, UNKNOWN);
            clock.pass(Duration.ofSeconds(3));
        }
        provider.well();
        assertRefused(ErrorCode.UNAVAILABLE, keys(calls, "wrong"), UNKNOWN);
    }

    @Test
    void anAnswerThatNeverEndsIsNotWaitedFor() {
        provider.trouble(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        assertRefused(ErrorCode.UNAVAILABLE, keys(impatient, PropelAuthStandIn.INTEGRATION_KEY), UNKNOWN);
    }

    @Test
    void anAnswerOfTheWrongShapeLetsNobodyIn() {
        for (Map<String, Object> shape : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("user", "ada"),
                Map.of("user", Map.of("email", "ada@example.com")),
                Map.of("user", Map.of("user_id", 7)),
                Map.of("user", Map.of("user_id", "ada", "org_id_to_org_info", List.of())),
                Map.of("user", Map.of("user_id", "ada"), "user_in_org", "Owner"))) {
            assertRefused(ErrorCode.UNAUTHENTICATED, keys, provider.apiKey(shape));
        }
    }
}
