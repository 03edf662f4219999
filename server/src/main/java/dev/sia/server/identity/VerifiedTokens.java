package dev.sia.server.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Recently checked tokens by their hash, so that a busy client costs one signature check a minute. */
final class VerifiedTokens {
    private static final int LIMIT = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private record Verified(Principal principal, Instant until) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ByteBuffer, Verified> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Verified> eldest) {
            return size() > LIMIT;
        }
    };

    Optional<Principal> find(String token, Instant now) {
        ByteBuffer key = hash(token);
        lock.lock();
        try {
            Verified entry = entries.get(key);
            if (entry != null && !now.isBefore(entry.until())) {
                entries.remove(key);
                return Optional.empty();
            }
            return Optional.ofNullable(entry).map(Verified::principal);
        } finally {
            lock.unlock();
        }
    }

    void remember(String token, Principal principal, Instant now, Instant expiry) {
        Instant latest = now.plus(LONGEST);
        Verified entry = new Verified(principal, expiry.isBefore(latest) ? expiry : latest);
        lock.lock();
        try {
            entries.put(hash(token), entry);
        } finally {
            lock.unlock();
        }
    }

    private static ByteBuffer hash(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
