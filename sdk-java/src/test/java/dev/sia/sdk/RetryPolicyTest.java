package dev.sia.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private final RetryPolicy policy =
            new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(150), Duration.ofSeconds(5));

    @Test
    void waitsBelowABoundThatDoublesUpToTheCap() {
        for (int i = 0; i < 200; i++) {
            assertThat(policy.waitAfter(1, Optional.empty()).orElseThrow())
                    .isBetween(Duration.ZERO, Duration.ofMillis(100));
            assertThat(policy.waitAfter(2, Optional.empty()).orElseThrow())
                    .isBetween(Duration.ZERO, Duration.ofMillis(150));
        }
    }

    @Test
    void spreadsTheWaits() {
        assertThat(IntStream.range(0, 50)
                        .mapToObj(i -> policy.waitAfter(1, Optional.empty()).orElseThrow())
                        .distinct()
                        .count())
                .isGreaterThan(5);
    }

    @Test
    void endsWithTheLastTry() {
        assertThat(policy.waitAfter(3, Optional.empty())).isEmpty();
        assertThat(RetryPolicy.NONE.waitAfter(1, Optional.empty())).isEmpty();
    }

    @Test
    void waitsAtLeastAsLongAsAsked() {
        assertThat(policy.waitAfter(1, Optional.of(Duration.ofSeconds(4))).orElseThrow())
                .isBetween(Duration.ofSeconds(4), Duration.ofMillis(4100));
        assertThat(policy.waitAfter(1, Optional.of(Duration.ofSeconds(6)))).isEmpty();
    }
}
