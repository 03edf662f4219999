package dev.sia.server.identity.propelauth;

import dev.sia.server.identity.PublicKeys;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/** Where the present keys are published. */
interface KeyDocument {
    /**
     * The keys that it holds now, at least one.
     *
     * @throws IOException when it cannot be had or holds no usable key
     */
    List<VerifierKey> fetch() throws IOException;

    /** Names it, also to those who were told of its keys before. */
    URI source();

    /** How long a key that is gone from it is still good. */
    Duration overlap();

    /** PropelAuth's own: the one key that it signs with, for whoever has the integration key. */
    record Metadata(PropelAuthCalls calls, URI source, String integrationKey) implements KeyDocument {
        static final String PATH = "/api/v1/token_verification_metadata";
        /** Only the newest key is told, while tokens signed with the one before are still about. */
        private static final Duration OVERLAP = Duration.ofHours(1);

        @Override
        public List<VerifierKey> fetch() throws IOException {
            PropelAuthCalls.Answer answer = calls.get(source, integrationKey);
            if (answer.status() == 401) {
                throw new IOException("PropelAuth does not take the integration key");
            }
            if (!answer.ok() || !(answer.json().get("verifier_key_pem") instanceof String pem)) {
                throw new IOException("PropelAuth tells no verifier key: " + answer);
            }
            try {
                return List.of(new VerifierKey(null, PublicKeys.fromPem(pem), null));
            } catch (IllegalArgumentException notAKey) {
                throw new IOException("PropelAuth's verifier key " + notAKey.getMessage(), notAKey);
            }
        }

        @Override
        public Duration overlap() {
            return OVERLAP;
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }

    /** A JSON web key set, which is open to everybody. It holds every key that is good, so one that is gone is not. */
    record Jwks(PropelAuthCalls calls, URI source) implements KeyDocument {
        private static final int MOST_KEYS = 16;
        private static final int LEAST_BITS = 2048;

        @Override
        public List<VerifierKey> fetch() throws IOException {
            PropelAuthCalls.Answer answer = calls.get(source);
            if (!answer.ok()) {
                throw new IOException("The key set cannot be had: " + answer);
            }
            List<VerifierKey> keys = new ArrayList<>();
            for (JsonWebKey key : parse(answer.body())) {
                if (key instanceof RsaJsonWebKey rsa && usable(rsa) && keys.size() < MOST_KEYS) {
                    keys.add(new VerifierKey(rsa.getKeyId(), rsa.getPublicKey(), null));
                }
            }
            if (keys.isEmpty()) {
                throw new IOException("The key set holds no RSA key that signs");
            }
            return List.copyOf(keys);
        }

        private static List<JsonWebKey> parse(String body) throws IOException {
            try {
                return new JsonWebKeySet(body).getJsonWebKeys();
            } catch (JoseException | RuntimeException notKeys) {
                throw new IOException("The key set cannot be read", notKeys);
            }
        }

        private static boolean usable(RsaJsonWebKey key) {
            return (key.getUse() == null || key.getUse().equals(Use.SIGNATURE))
                    && (key.getAlgorithm() == null || key.getAlgorithm().equals(AlgorithmIdentifiers.RSA_USING_SHA256))
                    && key.getPublicKey() instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() >= LEAST_BITS;
        }

        @Override
        public Duration overlap() {
            return Duration.ZERO;
        }
    }
}
