package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Role;
import dev.sia.server.limit.Rate;
import dev.sia.server.limit.RateLimits;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who asks too often is told to wait, whatever the question, and nobody else is. */
class RateLimitTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestRest rest;

    @BeforeEach
    void start(@TempDir Path directory) {
        Duration hour = Duration.ofHours(1);
        rest = new TestRest(
                postgres.database(),
                directory,
                new RateLimits.Rates(new Rate(4, hour), new Rate(6, hour), new Rate(3, hour)));
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    private void assertLimited(TestRest.Answer answer, String detail) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo("rate_limited");
        assertThat(answer.json().path("detail").asText()).startsWith(detail);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 1_200);
    }

    @Test
    void everyAnswerSaysHowTheCallerStands() {
        TestRest.Answer me = rest.get("/v1/me");
        assertThat(me.header("RateLimit-Policy")).isEqualTo("\"principal\";q=4;w=3600");
        assertThat(me.header("RateLimit")).isEqualTo("\"principal\";r=3;t=900");

        TestRest.Answer missing = rest.get(rest.at("/jobs/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("RateLimit-Policy"))
                .isEqualTo("\"principal\";q=4;w=3600, \"organization\";q=6;w=3600");
        assertThat(missing.header("RateLimit")).matches("\"principal\";r=2;t=\\d+, \"organization\";r=5;t=600");
    }

    @Test
    void aCallerWhoAsksTooOftenHasToWaitAndOthersNeedNot() {
        for (int i = 0; i < 4; i++) {
            assertThat(rest.get("/v1/me").status()).isEqualTo(200);
        }
        TestRest.Answer refused = rest.post(rest.at("/jobs"), "{}");
        assertLimited(refused, "You may send 4 requests in 3600 seconds");
        assertThat(refused.header("RateLimit")).matches("\"principal\";r=0;t=\\d+");
        assertThat(rest.get(rest.at("/jobs"), rest.viewer).status()).isEqualTo(200);
    }

    @Test
    void anOrganizationThatAsksTooOftenHasToWaitAndItsMembersMayAskElsewhere() {
        String third = rest.token("tim", rest.organization, Role.MEMBER);
        for (int i = 0; i < 3; i++) {
            assertThat(rest.get(rest.at("/jobs")).status()).isEqualTo(200);
            assertThat(rest.get(rest.at("/jobs"), rest.viewer).status()).isEqualTo(200);
        }
        assertLimited(rest.get(rest.at("/jobs"), third), "All callers of this organization together");
        assertThat(rest.get("/v1/me", third).status()).isEqualTo(200);
    }

    @Test
    void nobodyUsesUpWhatAnotherOrganizationHas() {
        for (int i = 0; i < 4; i++) {
            assertThat(rest.get(rest.at("/jobs"), rest.outsider).status()).isEqualTo(404);
        }
        assertThat(rest.get(rest.at("/jobs")).header("RateLimit")).endsWith("\"organization\";r=5;t=600");
    }

    @Test
    void anAddressThatGuessesHasToWaitEvenWhenItGuessesRight() {
        for (int i = 0; i < 10; i++) {
            assertThat(rest.send(HttpRequest.newBuilder(rest.uri("/v1/me"))).status())
                    .isEqualTo(401);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(rest.get("/v1/me", "guess" + i).status()).isEqualTo(401);
        }
        assertLimited(rest.get("/v1/me"), "Too many credentials from your address were refused");
        assertThat(rest.send(HttpRequest.newBuilder(rest.uri("/v1/contracts"))).status())
                .isEqualTo(200);
    }
}
