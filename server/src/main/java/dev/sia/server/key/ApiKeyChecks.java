package dev.sia.server.key;

import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
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
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whom an API key stands for. What was found is remembered for 30 seconds at most, and forgotten when the key is revoked; no
 * check writes anything. Only a few checks ask the database at a time, so made-up keys cannot take it from everybody else.
 */
public final class ApiKeyChecks implements Authenticator {
    private static final Logger log = LoggerFactory.getLogger(ApiKeyChecks.class);
    private static final int LOOKUPS_AT_A_TIME = 4;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** No key begins like this, so both kinds of question share one memory. */
    private static final String RENEWED = "renewed ";

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

    @Override
    public Principal authenticate(String bearer) {
        KeyText sent = KeyText.parse(bearer).orElseThrow(() -> refused("it has not the form of a key"));
        return check(
                Sha256.of(bearer),
                now -> find(mapper -> mapper.findLive(sent.publicId(), now)).filter(key -> key.hasSecret(sent)));
    }

    /** By the id: that the secret was right has been seen before. */
    @Override
    public Principal renew(Principal known) {
        ApiKeyId id = new ApiKeyId(UUID.fromString(known.id()));
        return check(Sha256.of(RENEWED + id), now -> find(mapper -> mapper.findLiveById(id, now)));
    }

    private Optional<StoredKey> find(Function<ApiKeyMapper, Optional<StoredKey>> question) {
        return database.readAcrossOrganizations(tx -> question.apply(tx.mapper(ApiKeyMapper.class)));
    }

    /** @param question what the database is asked when nothing is remembered under the hash */
    private Principal check(byte[] hashed, Function<Instant, Optional<StoredKey>> question) {
        ByteBuffer hash = ByteBuffer.wrap(hashed);
        Answer answer = checked.find(hash, clock.instant()).orElseGet(() -> lookUp(hash, question));
        if (answer.principal() == null) {
            throw refused("there is no such key that works");
        }
        return answer.principal();
    }

    private Answer lookUp(ByteBuffer hash, Function<Instant, Optional<StoredKey>> question) {
        takeTurn();
        try {
            // Somebody else may have asked meanwhile.
            return checked.find(hash, clock.instant()).orElseGet(() -> ask(hash, question));
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

    private Answer ask(ByteBuffer hash, Function<Instant, Optional<StoredKey>> question) {
        long generation = checked.generation();
        Instant now = clock.instant();
        Optional<StoredKey> stored = question.apply(now);
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
