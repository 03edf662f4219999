package dev.sia.server.identity;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Checks access tokens as PropelAuth issues them: RS256 and nothing else, the right issuer, an expiry that has not
 * passed. Whatever is wrong, the caller hears the same; the reason is in the debug log, the token never is.
 *
 * <p>A token whose signature fits no known key makes the key source look for newer ones only when everything else about it
 * is fine. A checked token is remembered for at most a minute and never beyond its expiry.
 */
public final class TokenVerifier implements Authenticator {
    private static final int LEEWAY_SECONDS = 30;
    private static final int REMEMBERED = 1 << 14;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

    private final String issuer;
    private final KeySource keys;
    private final Clock clock;
    private final CredentialCache<Principal> verified = new CredentialCache<>(REMEMBERED);

    public TokenVerifier(String issuer, KeySource keys, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
    }

    public static TokenVerifier withKey(String issuer, PublicKey key, Clock clock) {
        return new TokenVerifier(issuer, KeySource.fixed(key), clock);
    }

    @Override
    public Principal authenticate(String bearer) {
        Instant now = clock.instant();
        byte[] hash = CredentialCache.hash(bearer);
        return verified.find(hash, now).orElseGet(() -> verify(bearer, hash, now));
    }

    private Principal verify(String token, byte[] hash, Instant now) {
        try {
            Principal principal = PropelAuthClaims.ofToken(claims(token, now));
            Instant latest = now.plus(REMEMBERED_FOR);
            verified.remember(hash, principal, principal.expiresAt().isBefore(latest) ? principal.expiresAt() : latest);
            return principal;
        } catch (UnusableCredential unusable) {
            throw Refusals.refused(String.valueOf(unusable.getMessage()));
        }
    }

    private JwtClaims claims(String token, Instant now) throws UnusableCredential {
        String keyId = TokenForm.of(token).keyId();
        List<PublicKey> known = keys.keys(keyId);
        Optional<JwtClaims> claims = signedWithOneOf(known, token, now);
        if (claims.isPresent()) {
            return claims.get();
        }
        process(rules(now).setSkipSignatureVerification(), token);
        return signedWithOneOf(keys.newerKeys(keyId, known), token, now)
                .orElseThrow(() -> new UnusableCredential("no key of the issuer has signed it"));
    }

    private Optional<JwtClaims> signedWithOneOf(List<PublicKey> candidates, String token, Instant now)
            throws UnusableCredential {
        for (PublicKey key : candidates) {
            Optional<JwtClaims> claims = process(rules(now).setVerificationKey(key), token);
            if (claims.isPresent()) {
                return claims;
            }
        }
        return Optional.empty();
    }

    private JwtConsumerBuilder rules(Instant now) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setExpectedType(false, "JWT")
                .setRequireExpirationTime()
                .setIssuedAtRestrictions(LEEWAY_SECONDS, Integer.MAX_VALUE)
                .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                .setExpectedIssuer(true, issuer)
                .setSkipDefaultAudienceValidation()
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()));
    }

    /** Empty when only the signature is wrong. */
    private static Optional<JwtClaims> process(JwtConsumerBuilder rules, String token) throws UnusableCredential {
        try {
            return Optional.of(rules.build().processToClaims(token));
        } catch (InvalidJwtSignatureException otherKey) {
            return Optional.empty();
        } catch (InvalidJwtException wrong) {
            throw new UnusableCredential(reason(wrong), wrong);
        } catch (RuntimeException wrong) {
            // The library meets input that its authors did not think of.
            throw new UnusableCredential("it cannot be read: " + wrong.getClass(), wrong);
        }
    }

    /** In our words: the library's repeat what the token says. */
    private static String reason(InvalidJwtException wrong) {
        if (wrong.hasExpired()) {
            return "it has expired";
        }
        if (wrong.hasErrorCode(ErrorCodes.ISSUER_INVALID) || wrong.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "it is of another issuer";
        }
        return "its claims are not acceptable, codes "
                + wrong.getErrorDetails().stream()
                        .map(ErrorCodeValidator.Error::getErrorCode)
                        .toList();
    }
}
