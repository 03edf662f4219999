package dev.sia.server.identity;

import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the keys come from that access tokens are checked with. */
public interface KeySource {
    /**
     * Keys that may have signed a token, without waiting for anybody.
     *
     * @param keyId what the token calls its key; null when it does not say
     */
    List<PublicKey> keys(@Nullable String keyId);

    /**
     * Keys that have come since; looks for them, but seldom. Asked when none of the others fits a token that is fine but for
     * its signature.
     *
     * @param tried what {@link #keys} gave
     * @return without those tried; empty when the token's key is none of the issuer's
     * @throws dev.sia.server.error.DomainException {@code unavailable} when that cannot be known now
     */
    List<PublicKey> newerKeys(@Nullable String keyId, List<PublicKey> tried);

    /** The one key that an operator, or the issuer beside us, has given. */
    static KeySource fixed(PublicKey key) {
        return new KeySource() {
            @Override
            public List<PublicKey> keys(@Nullable String keyId) {
                return List.of(key);
            }

            @Override
            public List<PublicKey> newerKeys(@Nullable String keyId, List<PublicKey> tried) {
                return List.of();
            }
        };
    }
}
