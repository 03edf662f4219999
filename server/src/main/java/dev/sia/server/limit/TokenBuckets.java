package dev.sia.server.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bucket for every key, each a single number: the time at which it is full again. A full bucket is the same as none, so
 * only full ones are thrown away and nobody gets requests back by making others come. When there are too many that are not
 * full, new keys share one.
 */
final class TokenBuckets {
    private static final Object ALL_OTHERS = new Object();
    private static final long LEAST_NANOS_BETWEEN_CLEANINGS =
            Duration.ofSeconds(1).toNanos();

    private final Rate rate;
    private final int most;
    private final LongSupplier nanos;
    private final Map<Object, Long> fullAt = new ConcurrentHashMap<>();
    private final AtomicLong lastCleaning;

    /**
     * @param most buckets that are kept
     * @param nanos monotonic time
     */
    TokenBuckets(Rate rate, int most, LongSupplier nanos) {
        this.rate = rate;
        this.most = most;
        this.nanos = nanos;
        this.lastCleaning = new AtomicLong(nanos.getAsLong() - LEAST_NANOS_BETWEEN_CLEANINGS);
    }

    Rate rate() {
        return rate;
    }

    /** Takes a request out of the bucket when there is one in it. */
    Quota take(Object key) {
        long now = nanos.getAsLong();
        long[] before = new long[1];
        fullAt.compute(bucket(key, now), (_, stored) -> {
            long full = standing(stored, now);
            before[0] = full;
            return fits(full, now) ? full + rate.nanosPerRequest() : full;
        });
        boolean granted = fits(before[0], now);
        return quota(granted, granted ? before[0] + rate.nanosPerRequest() : before[0], now);
    }

    /** How the bucket stands. */
    Quota look(Object key) {
        long now = nanos.getAsLong();
        long full = standing(fullAt.get(bucket(key, now)), now);
        return quota(fits(full, now), full, now);
    }

    private boolean fits(long full, long now) {
        return full - now + rate.nanosPerRequest() <= capacity();
    }

    private long capacity() {
        return rate.nanosPerRequest() * rate.requests();
    }

    private static long standing(@Nullable Long stored, long now) {
        return stored == null || stored - now < 0 ? now : stored;
    }

    private Quota quota(boolean granted, long full, long now) {
        long used = full - now;
        long wait = Math.max(0, used + rate.nanosPerRequest() - capacity());
        return new Quota(
                granted,
                Math.max(0, (capacity() - used) / rate.nanosPerRequest()),
                Duration.ofNanos(used),
                Duration.ofNanos(wait));
    }

    private Object bucket(Object key, long now) {
        if (fullAt.size() < most || fullAt.containsKey(key)) {
            return key;
        }
        clean(now);
        return fullAt.size() < most ? key : ALL_OTHERS;
    }

    private void clean(long now) {
        long last = lastCleaning.get();
        if (now - last >= LEAST_NANOS_BETWEEN_CLEANINGS && lastCleaning.compareAndSet(last, now)) {
            fullAt.values().removeIf(full -> full - now <= 0);
        }
    }

    int size() {
        return fullAt.size();
    }
}
