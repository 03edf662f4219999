package dev.sia.sdk;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and when a request is sent again after 429, 502, 503, 504 or a failed connection. Only what is safe to repeat is sent
 * again after it may have reached the server.
 *
 * @param tries most times that a request is sent, at least 1
 * @param base upper bound of the first wait; it doubles with every try and the wait is random below it (full jitter)
 * @param cap upper bound of every such wait
 * @param longestRetryAfter a server that asks for a longer wait with {@code Retry-After} is not asked again
 */
public record RetryPolicy(int tries, Duration base, Duration cap, Duration longestRetryAfter) {
    /** Four tries within about two seconds; up to 15 s each when the server asks for it. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(4, Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofSeconds(15));

    /** Every request is sent once. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** Refuses what cannot be meant. */
    public RetryPolicy {
        if (tries < 1) {
            throw new IllegalArgumentException("tries must be at least 1, not " + tries);
        }
        if (base.isNegative() || cap.isNegative() || longestRetryAfter.isNegative()) {
            throw new IllegalArgumentException("waits must not be negative");
        }
    }

    /**
     * How long to wait before the next try; empty when there is none.
     *
     * @param failures tries so far, from 1
     * @param retryAfter what the server asked for
     */
    Optional<Duration> waitAfter(int failures, Optional<Duration> retryAfter) {
        if (failures >= tries) {
            return Optional.empty();
        }
        Duration jitter = Backoff.fullJitter(failures, base, cap);
        if (retryAfter.isEmpty()) {
            return Optional.of(jitter);
        }
        Duration asked = retryAfter.get();
        return asked.compareTo(longestRetryAfter) > 0 ? Optional.empty() : Optional.of(asked.plus(jitter));
    }
}
