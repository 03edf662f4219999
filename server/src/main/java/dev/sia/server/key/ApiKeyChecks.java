package dev.sia.server.key;

import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Sha256;
import dev.sia.server.key.CheckedKeys.Answer;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whom an API key stands for. What was found is remembered for 30 seconds at most, and forgotten when the key is revoked; no
 * check writes anything. Only a few checks ask the database at a time, so made-up keys cannot take it from everybody else.
 */
public final class ApiKeyChecks {
    private static final Logger log = LoggerFactory.getLogger(ApiKeyChecks.class);
    private static final int LOOKUPS_AT_A_TIME = 4;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Database database;
    private final Clock clock;
    private final CheckedKeys checked = new CheckedKeys();
    private final KeyUses uses;
    private final Semaphore lookups = new Semaphore(LOOKUPS_AT_A_TIME);

    public ApiKeyChecks(Database database, Signals signals, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.uses = new KeyUses(database);
        signals.subscribeAll(Topic.Kind.API_KEY, topic -> checked.forget(new ApiKeyId(topic.id())));
    }

    /** @throws DomainException as {@link dev.sia.server.identity.Authenticator#authenticate} does */
    public Principal check(String bearer) {
        KeyText sent = KeyText.parse(bearer).orElseThrow(() -> refused("it has not the form of a key"));
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(bearer));
        Instant now = clock.instant();
        Answer answer = checked.find(hash, now).orElseGet(() -> lookUp(sent, hash));
        if (answer.principal() == null) {
            throw refused("there is no such key that works");
        }
        return answer.principal();
    }

    private Answer lookUp(KeyText sent, ByteBuffer hash) {
        takeTurn();
        try {
            // Somebody else may have asked meanwhile.
            return checked.find(hash, clock.instant()).orElseGet(() -> ask(sent, hash));
        } finally {
            lookups.release();
        }
    }

    private void takeTurn() {
        try {
            if (lookups.tryAcquire(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw DomainException.unavailable("API keys cannot be checked now. Try again shortly.", null);
    }

    private Answer ask(KeyText sent, ByteBuffer hash) {
        long generation = checked.generation();
        Instant now = clock.instant();
        Optional<StoredKey> stored = database.readAcrossOrganizations(
                        tx -> tx.mapper(ApiKeyMapper.class).findLive(sent.publicId(), now))
                .filter(key -> key.hasSecret(sent));
        if (stored.isEmpty()) {
            checked.refuse(hash, now);
            return new Answer(null);
        }
        StoredKey key = stored.get();
        Principal principal = key.principal();
        checked.accept(hash, key.id(), principal, now, generation);
        uses.used(key.id(), key.lastUsedAt(), now);
        return new Answer(principal);
    }

    /** Stores when keys were used last; to be called now and then. */
    public void storeUses() {
        uses.flush();
    }

    private static DomainException refused(String reason) {
        log.debug("API key refused: {}", reason);
        return new DomainException(ErrorCode.UNAUTHENTICATED, "The credentials are missing, wrong or expired.");
    }
}
