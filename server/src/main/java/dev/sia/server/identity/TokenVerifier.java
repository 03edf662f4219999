package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks access tokens as PropelAuth issues them: RS256 and nothing else, the right issuer, an expiry that has not
 * passed. Whatever is wrong, the caller hears the same; the reason is in the debug log, the token never is.
 *
 * <p>A checked token is remembered for at most a minute and never beyond its expiry.
 */
public final class TokenVerifier implements Authenticator {
    private static final Logger log = LoggerFactory.getLogger(TokenVerifier.class);
    private static final int LEEWAY_SECONDS = 30;
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final Duration JWKS_LEAST_REFETCH_INTERVAL = Duration.ofMinutes(1);
    private static final Duration JWKS_KEPT_WHEN_UNREACHABLE = Duration.ofHours(1);

    private final String issuer;
    private final Consumer<JwtConsumerBuilder> keys;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens();

    private TokenVerifier(String issuer, Consumer<JwtConsumerBuilder> keys, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
    }

    public static TokenVerifier withKey(String issuer, PublicKey key, Clock clock) {
        return new TokenVerifier(issuer, builder -> builder.setVerificationKey(key), clock);
    }

    /** Keys are fetched from the URL when a token names an unknown one, but not more than once a minute. */
    public static TokenVerifier withJwks(String issuer, URI jwks, Clock clock) {
        HttpsJwks remote = new HttpsJwks(jwks.toString());
        remote.setRefreshReprieveThreshold(JWKS_LEAST_REFETCH_INTERVAL.toMillis());
        remote.setRetainCacheOnErrorDuration(JWKS_KEPT_WHEN_UNREACHABLE.toSeconds());
        HttpsJwksVerificationKeyResolver resolver = new HttpsJwksVerificationKeyResolver(remote);
        return new TokenVerifier(issuer, builder -> builder.setVerificationKeyResolver(resolver), clock);
    }

    @Override
    public Principal authenticate(String bearer) {
        if (bearer.length() > LONGEST_TOKEN) {
            throw refused("it is longer than " + LONGEST_TOKEN);
        }
        Instant now = clock.instant();
        return verified.find(bearer, now).orElseGet(() -> verify(bearer, now));
    }

    private Principal verify(String token, Instant now) {
        try {
            JwtClaims claims = consumer(now).processToClaims(token);
            Principal principal = PropelAuthClaims.principal(claims);
            Instant expiry = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            verified.remember(token, principal, now, expiry);
            return principal;
        } catch (InvalidJwtException thrown) {
            if (causedByNetwork(thrown)) {
                throw DomainException.unavailable("Tokens cannot be checked now. Try again shortly.", thrown);
            }
            // Not what jose4j says of them: that repeats the token, which may be good elsewhere.
            throw refused("errors "
                    + thrown.getErrorDetails().stream()
                            .map(ErrorCodeValidator.Error::getErrorCode)
                            .toList());
        } catch (MalformedClaimException thrown) {
            throw refused(thrown.toString());
        }
    }

    private JwtConsumer consumer(Instant now) {
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                .setExpectedIssuer(true, issuer)
                .setSkipDefaultAudienceValidation()
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()));
        keys.accept(builder);
        return builder.build();
    }

    private static boolean causedByNetwork(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static DomainException refused(String reason) {
        log.debug("Token refused: {}", reason);
        return new DomainException(ErrorCode.UNAUTHENTICATED, "The credentials are missing, wrong or expired.");
    }
}
