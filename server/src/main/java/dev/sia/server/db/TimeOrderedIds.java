package dev.sia.server.db;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes UUIDs of version 7 (RFC 9562). Those of one instance ascend strictly, also within a millisecond and when the
 * clock goes back, so that they are good primary keys. Thread-safe.
 */
public final class TimeOrderedIds {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** Milliseconds and the counter within them; a counter that runs over borrows from the next millisecond. */
    private final AtomicLong last = new AtomicLong();

    public TimeOrderedIds(Clock clock) {
        this.clock = clock;
    }

    public UUID next() {
        long now = clock.millis() << COUNTER_BITS;
        long stamp = last.updateAndGet(previous -> Math.max(now, previous + 1));
        long millis = stamp >>> COUNTER_BITS;
        long counter = stamp & ((1 << COUNTER_BITS) - 1);
        long high = (millis << 16) | VERSION | counter;
        long low = (random.nextLong() >>> 2) | VARIANT;
        return new UUID(high, low);
    }

    /** The time that is in such an id, in milliseconds. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The least id with this time or a later one. */
    public static UUID first(Instant time) {
        long millis = time.toEpochMilli();
        boolean between = time.getNano() % 1_000_000 != 0;
        return new UUID(((between ? millis + 1 : millis) << 16) | VERSION, VARIANT);
    }
}
