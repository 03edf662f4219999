package dev.sia.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private static final OrganizationId ORGANIZATION = new OrganizationId(UUID.randomUUID());

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimits limits = new RateLimits(
            new RateLimits.Rates(
                    new Rate(2, Duration.ofSeconds(10)),
                    new Rate(3, Duration.ofSeconds(1)),
                    new Rate(2, Duration.ofMinutes(1))),
            nanos::get);

    @Test
    void saysHowACallerStands() {
        Spent spent = limits.principal("ada");
        assertThat(spent.policyItem()).isEqualTo("\"principal\";q=2;w=10");
        assertThat(spent.standingItem()).isEqualTo("\"principal\";r=1;t=5");
        assertThatCode(spent::orRefuse).doesNotThrowAnyException();
    }

    @Test
    void refusesWithTheTimeToWait() {
        limits.principal("ada");
        limits.principal("ada");
        Spent spent = limits.principal("ada");
        assertThat(spent.standingItem()).isEqualTo("\"principal\";r=0;t=10");
        assertThatThrownBy(spent::orRefuse)
                .isInstanceOfSatisfying(RateLimitedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused.retryAfterSeconds()).isEqualTo(5);
                })
                .hasMessage("You may send 2 requests in 10 seconds to this node; try again in 5 s.");
        assertThatCode(limits.principal("bob")::orRefuse).doesNotThrowAnyException();
    }

    @Test
    void anOrganizationHasALimitOfItsOwn() {
        for (int i = 0; i < 3; i++) {
            limits.organization(ORGANIZATION).orRefuse();
        }
        assertThatThrownBy(limits.organization(ORGANIZATION)::orRefuse)
                .hasMessageContaining("All callers of this organization together may send 3 requests in a second");
        limits.organization(new OrganizationId(UUID.randomUUID())).orRefuse();
    }

    @Test
    void anAddressThatGuessesHasToWait() {
        guessWrong("192.0.2.1");
        assertThat(guessRight("192.0.2.1")).isTrue();
        guessWrong("192.0.2.1");
        assertThatThrownBy(() -> guessRight("192.0.2.1")).isInstanceOf(RateLimitedException.class);
        assertThat(guessRight("192.0.2.2")).isTrue();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(guessRight("192.0.2.1")).isTrue();
    }

    @Test
    void onlyRefusedCredentialsAreGuesses() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> limits.credentials("192.0.2.1", () -> {
                        throw new DomainException(ErrorCode.UNAVAILABLE, "The database is out of reach.");
                    }))
                    .hasMessage("The database is out of reach.");
        }
        assertThat(guessRight("192.0.2.1")).isTrue();
    }

    private boolean guessRight(String address) {
        return limits.credentials(address, () -> true);
    }

    private void guessWrong(String address) {
        assertThatThrownBy(() -> limits.credentials(address, () -> {
                    throw new DomainException(ErrorCode.UNAUTHENTICATED, "The token is not valid.");
                }))
                .hasMessage("The token is not valid.");
    }

    @Test
    void aNetworkOfIpv6CountsAsOneAddress() {
        guessWrong("2001:db8::1");
        guessWrong("2001:db8:0:0:ffff::2");
        assertThatThrownBy(() -> guessRight("2001:db8::3")).isInstanceOf(RateLimitedException.class);
        assertThat(guessRight("2001:db8:0:1::3")).isTrue();
    }
}
