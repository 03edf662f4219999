package dev.sia.server.identity.propelauth;

import dev.sia.server.error.DomainException;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.CredentialCache;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PropelAuthClaims;
import dev.sia.server.identity.Refusals;
import dev.sia.server.identity.UnusableCredential;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys that PropelAuth gave to its users. PropelAuth is asked about each at most once a minute, about a bad one at most
 * twice; about a few keys at a time, and for some seconds about none when it did not answer. Who cannot be asked about is
 * {@code unavailable}, not refused and not let in.
 */
final class EndUserApiKeys implements Authenticator {
    static final String PATH = "/api/backend/v1/end_user_api_keys/validate";

    private static final Logger log = LoggerFactory.getLogger(EndUserApiKeys.class);
    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;
    private static final int REMEMBERED = 1 << 13;
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    private static final Duration BAD_FOR = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int MOST_AT_ONCE = 32;

    private final PropelAuthCalls calls;
    private final URI address;
    private final String integrationKey;
    private final Clock clock;
    private final CredentialCache<Principal> good = new CredentialCache<>(REMEMBERED);
    /** Apart from the good ones, so that a flood of made-up keys does not push those out. */
    private final CredentialCache<String> bad = new CredentialCache<>(REMEMBERED);

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    /** One of these is held while a key is asked about, so that others with the same key wait for the answer. */
    private final ReentrantLock[] lanes =
            IntStream.range(0, 64).mapToObj(lane -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private volatile Instant pausedUntil = Instant.MIN;

    EndUserApiKeys(PropelAuthCalls calls, URI address, String integrationKey, Clock clock) {
        this.calls = calls;
        this.address = address;
        this.integrationKey = integrationKey;
        this.clock = clock;
    }

    @Override
    public Principal authenticate(String bearer) {
        if (bearer.length() < SHORTEST || bearer.length() > LONGEST) {
            throw Refusals.refused("an API key is not so long or so short");
        }
        byte[] hash = CredentialCache.hash(bearer);
        return known(hash).orElseGet(() -> ask(bearer, hash));
    }

    private Optional<Principal> known(byte[] hash) {
        Instant now = clock.instant();
        bad.find(hash, now).ifPresent(reason -> {
            throw Refusals.refused(reason);
        });
        return good.find(hash, now);
    }

    private Principal ask(String key, byte[] hash) {
        ReentrantLock lane = lanes[hash[0] & 63];
        lane.lock();
        try {
            return known(hash).orElseGet(() -> askIfPossible(key, hash));
        } finally {
            lane.unlock();
        }
    }

    private Principal askIfPossible(String key, byte[] hash) {
        if (clock.instant().isBefore(pausedUntil) || !places.tryAcquire()) {
            throw unavailable(null);
        }
        try {
            return understand(calls.post(address, integrationKey, Map.of("api_key_token", key)), hash);
        } catch (IOException trouble) {
            pausedUntil = clock.instant().plus(PAUSE);
            log.warn("An API key cannot be checked: {}", trouble.getMessage());
            throw unavailable(trouble);
        } finally {
            places.release();
        }
    }

    private Principal understand(PropelAuthCalls.Answer answer, byte[] hash) throws IOException {
        Instant now = clock.instant();
        switch (answer.status()) {
            case 200 -> {
                try {
                    Principal principal = PropelAuthClaims.ofApiKey(answer.json());
                    good.remember(hash, principal, now.plus(GOOD_FOR));
                    return principal;
                } catch (UnusableCredential unusable) {
                    throw bad(hash, now, String.valueOf(unusable.getMessage()));
                }
            }
            case 400, 404 -> throw bad(hash, now, "PropelAuth does not know the API key");
            case 401 -> throw new IOException("PropelAuth does not take the integration key");
            default -> throw new IOException("PropelAuth does not say what it thinks of it: " + answer);
        }
    }

    private DomainException bad(byte[] hash, Instant now, String reason) {
        bad.remember(hash, reason, now.plus(BAD_FOR));
        return Refusals.refused(reason);
    }

    private static DomainException unavailable(@Nullable Throwable cause) {
        return DomainException.unavailable("API keys cannot be checked now. Try again shortly.", cause);
    }
}
