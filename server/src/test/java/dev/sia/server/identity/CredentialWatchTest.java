package dev.sia.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.MovableClock;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CredentialWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final OrganizationId ACME = new OrganizationId(UUID.randomUUID());
    private static final OrganizationId OTHER = new OrganizationId(UUID.randomUUID());
    private static final Credential TOKEN = new Credential.Bearer("token");

    private final MovableClock clock = new MovableClock(NOW);
    private final Answers answers = new Answers();
    private final CredentialWatch watch = new CredentialWatch(answers, clock);
    private final AtomicInteger changes = new AtomicInteger();

    /** Says what a test wants to hear. */
    private static final class Answers implements Authenticator {
        final AtomicInteger asked = new AtomicInteger();
        volatile Supplier<Principal> answer = () -> ada(Role.MEMBER, NOW.plusSeconds(3600));

        @Override
        public Principal authenticate(String bearer) {
            asked.incrementAndGet();
            return answer.get();
        }

        void fail(ErrorCode code) {
            answer = () -> {
                throw new DomainException(code, "No.");
            };
        }
    }

    private static Principal ada(Role role, Instant expiresAt) {
        return Principal.user("ada", null, Map.of(ACME, new Membership(role, "Acme")), expiresAt);
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    private Standing enter() {
        return watch.enter(TOKEN, changes::incrementAndGet);
    }

    private static @Nullable ErrorCode refusal(Standing standing) {
        DomainException refused = catchThrowableOfType(DomainException.class, standing::principal);
        return refused == null ? null : refused.code();
    }

    @Test
    void manyWhoShareACredentialCostOneQuestionARound() throws Exception {
        List<Standing> standings = new ArrayList<>();
        for (int connection = 0; connection < 500; connection++) {
            standings.add(enter());
        }
        assertThat(watch.size()).isEqualTo(1);
        answers.asked.set(0);
        watch.round();
        watch.round();
        assertThat(answers.asked).hasValue(2);
        assertThat(changes).hasValue(0);
        standings.forEach(Standing::close);
        assertThat(watch.size()).isZero();
        watch.round();
        assertThat(answers.asked).hasValue(2);
    }

    @Test
    void everybodyHearsOfARevocation() throws Exception {
        try (Standing one = enter();
                Standing another = enter()) {
            answers.fail(ErrorCode.UNAUTHENTICATED);
            assertThat(refusal(one)).isNull();
            watch.round();
            assertThat(changes).hasValue(2);
            assertThat(refusal(one)).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(refusal(another)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void aLowerGrantIsNews() throws Exception {
        try (Standing standing = enter()) {
            answers.answer = () -> ada(Role.VIEWER, NOW.plusSeconds(3600));
            watch.round();
            assertThat(changes).hasValue(1);
            assertThat(standing.principal().membership(ACME).grant()).isEqualTo(Role.VIEWER);
        }
    }

    @Test
    void whatNobodyCanCheckCountsForAMinuteAndNoLonger() throws Exception {
        try (Standing standing = enter()) {
            answers.fail(ErrorCode.UNAVAILABLE);
            clock.pass(Duration.ofSeconds(60));
            watch.round();
            assertThat(refusal(standing)).isNull();
            answers.answer = () -> {
                throw new IllegalStateException("broken");
            };
            clock.pass(Duration.ofSeconds(1));
            watch.round();
            assertThat(refusal(standing)).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(changes).hasValue(1);
        }
    }

    @Test
    void expiryIsARefusalWhateverTheLeewayOfTheAuthenticator() throws Exception {
        try (Standing standing = enter()) {
            clock.pass(Duration.ofSeconds(3600));
            watch.round();
            assertThat(refusal(standing)).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThatThrownBy(this::enter).isInstanceOf(DomainException.class);
        }
        assertThat(watch.size()).isZero();
    }

    @Test
    void nobodyIsWatchedWhoWasNotLetIn() {
        answers.fail(ErrorCode.UNAUTHENTICATED);
        assertThatThrownBy(this::enter).isInstanceOf(DomainException.class);
        assertThat(watch.size()).isZero();
    }

    @Test
    void aUsedTicketIsGoodForItsOrganizationAlone() {
        Principal both = Principal.user(
                "ada",
                null,
                Map.of(ACME, new Membership(Role.OWNER, "Acme"), OTHER, new Membership(Role.OWNER, "Other")),
                NOW.plusSeconds(60));
        try (Standing standing = watch.enter(new Credential.Used(both, ACME), () -> {})) {
            assertThat(standing.principal().memberships()).containsOnlyKeys(ACME);
        }
    }

    @Test
    void anApiKeyIsNotRenewedByWhoKnowsNothingOfKeys() {
        Membership all = new Membership(new Scopes(Set.of(Scope.values())), "Acme");
        Principal key = Principal.apiKey("key", "CI", ACME, all, Principal.NEVER);
        DomainException refused = catchThrowableOfType(
                DomainException.class, () -> watch.enter(new Credential.Used(key, ACME), () -> {}));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void secretsAreNotShown() {
        assertThat(TOKEN.toString()).doesNotContain("token");
    }
}
