package dev.sia.sdk;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Exponential backoff with full jitter: random between nothing and a bound that doubles, so that clients spread out. */
public final class Backoff {
    private static final int LARGEST_SHIFT = 20;

    private Backoff() {}

    /**
     * A random wait.
     *
     * @param failures failures so far, from 1
     * @param base bound after the first failure
     * @param cap bound after many
     */
    public static Duration fullJitter(int failures, Duration base, Duration cap) {
        int shift = Math.min(Math.max(failures - 1, 0), LARGEST_SHIFT);
        long bound = Math.min(cap.toMillis(), base.toMillis() << shift);
        return Duration.ofMillis(bound <= 0 ? 0 : ThreadLocalRandom.current().nextLong(bound + 1));
    }
}
