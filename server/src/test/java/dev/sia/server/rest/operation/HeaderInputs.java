package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.TokenVerifier;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Made-up headers of authentication: nobody gets in but the one who was given a token. */
public final class HeaderInputs {
    private static final String ISSUER = "https://auth.example.com";
    private static final String USER = "ada";
    private static final KeyPair KEYS = keys();
    private static final String TOKEN = token();
    private static final TokenVerifier VERIFIER = TokenVerifier.withKey(ISSUER, KEYS.getPublic(), Clock.systemUTC());

    private HeaderInputs() {}

    /** Any header. */
    public static void authorization(String header) {
        try {
            Principal caller = VERIFIER.authenticate(Callers.bearer(header));
            throw new AssertionError("Let in: " + caller);
        } catch (DomainException refused) {
            assertUnauthenticated(refused);
        }
    }

    /** A good token, a part of which is another one. */
    public static void changedToken(int from, int length, String instead) {
        int start = Math.min(from, TOKEN.length());
        int end = Math.min(start + length, TOKEN.length());
        String changed = TOKEN.substring(0, start) + instead + TOKEN.substring(end);
        try {
            Principal caller = VERIFIER.authenticate(Callers.bearer("Bearer " + changed));
            if (!caller.id().equals(USER) || !caller.memberships().isEmpty()) {
                throw new AssertionError("Somebody else: " + caller);
            }
        } catch (DomainException refused) {
            assertUnauthenticated(refused);
        }
    }

    private static void assertUnauthenticated(DomainException refused) {
        if (refused.code() != ErrorCode.UNAUTHENTICATED) {
            throw new AssertionError("Refused as " + refused.code(), refused);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static String token() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setExpirationTimeMinutesInTheFuture(24 * 60);
        claims.setSubject(USER);
        claims.setStringClaim("user_id", USER);
        claims.setJwtId(UUID.randomUUID().toString());
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setPayload(claims.toJson());
        signature.setKey(KEYS.getPrivate());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException thrown) {
            throw new IllegalStateException(thrown);
        }
    }
}
