package dev.sia.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CredentialCacheTest {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final CredentialCache<String> cache = new CredentialCache<>(64);

    private static byte[] hash(int number) {
        return CredentialCache.hash("credential " + number);
    }

    @Test
    void whatIsRememberedIsFoundUntilItsEnd() {
        cache.remember(hash(1), "ada", NOW.plusSeconds(60));
        assertThat(cache.find(hash(1), NOW.plusSeconds(59))).contains("ada");
        assertThat(cache.find(hash(1), NOW.plusSeconds(60))).isEmpty();
        assertThat(cache.find(hash(2), NOW)).isEmpty();
    }

    @Test
    void theLastThatWasFoundOutCounts() {
        cache.remember(hash(1), "ada", NOW.plusSeconds(60));
        cache.remember(hash(1), "eve", NOW.plusSeconds(60));
        assertThat(cache.find(hash(1), NOW)).contains("eve");
    }

    @Test
    void itNeverHoldsMoreThanItsSizeAndKeepsWhatIsNew() {
        for (int number = 0; number < 10_000; number++) {
            cache.remember(hash(number), "user " + number, NOW.plusSeconds(number));
            assertThat(cache.find(hash(number), NOW.minusSeconds(1))).contains("user " + number);
        }
        long held = IntStream.range(0, 10_000)
                .filter(number -> cache.find(hash(number), NOW.minusSeconds(1)).isPresent())
                .count();
        assertThat(held).isEqualTo(64);
    }

    @Test
    void whereThereIsRoomNothingIsPushedOut() {
        CredentialCache<String> roomy = new CredentialCache<>(1 << 14);
        for (int number = 0; number < 1_000; number++) {
            roomy.remember(hash(number), "user " + number, NOW.plusSeconds(60));
        }
        assertThat(IntStream.range(0, 1_000)
                        .filter(number -> roomy.find(hash(number), NOW).isPresent()))
                .hasSize(1_000);
    }
}
