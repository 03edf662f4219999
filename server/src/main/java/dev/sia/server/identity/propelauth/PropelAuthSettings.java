package dev.sia.server.identity.propelauth;

import java.net.URI;
import java.security.PublicKey;
import java.util.Objects;
import java.util.Optional;

/**
 * The PropelAuth environment that this server believes.
 *
 * @param origin of its auth URL; the issuer of its tokens
 * @param verifierKey given by hand; then no key is fetched
 * @param jwks where its keys are, when they are not to be asked of the origin
 * @param integrationKey opens its backend API
 */
public record PropelAuthSettings(
        String origin, Optional<PublicKey> verifierKey, Optional<URI> jwks, Optional<String> integrationKey) {
    public PropelAuthSettings {
        Objects.requireNonNull(origin, "origin");
        if (verifierKey.isEmpty() && jwks.isEmpty() && integrationKey.isEmpty()) {
            throw new IllegalArgumentException("There is no way to get at the keys of " + origin);
        }
    }

    /** Without the integration key. */
    @Override
    public String toString() {
        return "PropelAuth at " + origin;
    }
}
