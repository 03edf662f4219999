package dev.sia.server.key;

import dev.sia.server.identity.Principal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about keys lately, by their hash, so that a busy one costs a look at the database twice a minute, and a wrong one
 * that is sent again and again little more. Wrong ones have a place of their own: they push no good one out.
 */
final class CheckedKeys {
    static final Duration KEPT = Duration.ofSeconds(30);
    static final Duration REFUSED_KEPT = Duration.ofSeconds(10);
    private static final int LIMIT = 10_000;

    private record Good(ApiKeyId id, Principal principal, Instant until) {}

    /** What is known of a key: whom it stands for, or null for a wrong one. */
    record Answer(@Nullable Principal principal) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ByteBuffer, Good> good = new Bounded<>();
    private final Map<ByteBuffer, Instant> refused = new Bounded<>();
    /** Counts revocations. */
    private long generation;

    /** Empty when the database has to be asked. */
    Optional<Answer> find(ByteBuffer hash, Instant now) {
        lock.lock();
        try {
            Good found = good.get(hash);
            if (found != null && now.isBefore(found.until())) {
                return Optional.of(new Answer(found.principal()));
            }
            Instant until = refused.get(hash);
            return until != null && now.isBefore(until) ? Optional.of(new Answer(null)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** To be read before the database is. */
    long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** @param readAt the generation before the key was read: when one was revoked since, this may be the one */
    void accept(ByteBuffer hash, ApiKeyId id, Principal principal, Instant now, long readAt) {
        Instant latest = now.plus(KEPT);
        Instant until = principal.expiresAt().isBefore(latest) ? principal.expiresAt() : latest;
        lock.lock();
        try {
            if (generation == readAt) {
                good.put(hash, new Good(id, principal, until));
            }
        } finally {
            lock.unlock();
        }
    }

    void refuse(ByteBuffer hash, Instant now) {
        lock.lock();
        try {
            good.remove(hash);
            refused.put(hash, now.plus(REFUSED_KEPT));
        } finally {
            lock.unlock();
        }
    }

    /** The key was revoked. */
    void forget(ApiKeyId id) {
        lock.lock();
        try {
            generation++;
            good.values().removeIf(known -> known.id().equals(id));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was asked for least recently. */
    private static final class Bounded<V> extends LinkedHashMap<ByteBuffer, V> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, V> eldest) {
            return size() > LIMIT;
        }
    }
}
