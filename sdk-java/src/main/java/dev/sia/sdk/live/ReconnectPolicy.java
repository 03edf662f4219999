package dev.sia.sdk.live;

import java.time.Duration;

/**
 * When a live stream connects again.
 *
 * @param base upper bound of the first wait; it doubles with every failure and the wait is random below it (full jitter)
 * @param cap upper bound of every wait
 * @param giveUpAfter how long the server may be away in the middle of a stream
 * @param firstTries how often the very first connection is tried
 */
public record ReconnectPolicy(Duration base, Duration cap, Duration giveUpAfter, int firstTries) {
    /** Waits up to 250 ms, doubling up to 10 s; gives up after 10 minutes, at the beginning after 4 tries. */
    public static final ReconnectPolicy DEFAULT =
            new ReconnectPolicy(Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofMinutes(10), 4);
}
