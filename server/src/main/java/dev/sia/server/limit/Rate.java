package dev.sia.server.limit;

import java.time.Duration;
import java.util.Objects;

/**
 * So many requests in so long: they may come at once, and what was used comes back evenly over the window.
 *
 * @param window whole seconds, at least one
 */
public record Rate(int requests, Duration window) {
    public Rate {
        Objects.requireNonNull(window, "window");
        if (requests < 1 || window.toSeconds() < 1) {
            throw new IllegalArgumentException("A rate is at least one request in at least one second");
        }
    }

    /** After how long one used request comes back. */
    long nanosPerRequest() {
        return Math.max(1, window.toNanos() / requests);
    }

    /** In words, as part of a sentence. */
    String inWords() {
        long seconds = window.toSeconds();
        return requests + " requests in " + (seconds == 1 ? "a second" : seconds + " seconds");
    }
}
