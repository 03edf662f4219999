package dev.sia.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.identity.Principal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckedKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final ApiKeyId ID = new ApiKeyId(UUID.randomUUID());

    private final CheckedKeys keys = new CheckedKeys();

    private static ByteBuffer hash(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
    }

    private static Principal until(Instant expiresAt) {
        return Principal.user("somebody", null, Map.of(), expiresAt);
    }

    @Test
    void remembersAGoodOneForHalfAMinuteAndNeverBeyondItsEnd() {
        keys.accept(hash(1), ID, until(Principal.NEVER), NOW, keys.generation());
        keys.accept(hash(2), ID, until(NOW.plusSeconds(5)), NOW, keys.generation());

        assertThat(keys.find(hash(1), NOW.plusSeconds(29))).isPresent();
        assertThat(keys.find(hash(1), NOW.plusSeconds(30))).isEmpty();
        assertThat(keys.find(hash(2), NOW.plusSeconds(4))).isPresent();
        assertThat(keys.find(hash(2), NOW.plusSeconds(5))).isEmpty();
    }

    @Test
    void doesNotRememberOneThatWasRevokedWhileItWasLookedUp() {
        long readAt = keys.generation();
        keys.forget(ID);
        keys.accept(hash(1), ID, until(Principal.NEVER), NOW, readAt);

        assertThat(keys.find(hash(1), NOW)).isEmpty();
    }

    @Test
    void wrongOnesPushOutNoGoodOneAndEachOtherWhenThereAreTooMany() {
        keys.accept(hash(0), ID, until(Principal.NEVER), NOW, keys.generation());
        for (int i = 1; i <= 10_001; i++) {
            keys.refuse(hash(i), NOW);
        }

        assertThat(keys.find(hash(0), NOW))
                .hasValueSatisfying(known -> assertThat(known.principal()).isNotNull());
        assertThat(keys.find(hash(1), NOW)).isEmpty();
        assertThat(keys.find(hash(10_001), NOW)).hasValue(new CheckedKeys.Answer(null));
        assertThat(keys.find(hash(10_001), NOW.plusSeconds(10))).isEmpty();
    }
}
