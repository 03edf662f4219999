package dev.sia.server.identity.propelauth;

import java.security.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens may be signed with.
 *
 * @param id how tokens name it; null when it has no name
 * @param until when it is believed no longer, since another has taken its place; null for a present one
 */
record VerifierKey(
        @Nullable String id, PublicKey key, @Nullable Instant until) {
    boolean believed(Instant now) {
        return until == null || now.isBefore(until);
    }

    boolean mayBe(@Nullable String keyId) {
        return id == null || keyId == null || id.equals(keyId);
    }

    boolean present() {
        return until == null;
    }
}
