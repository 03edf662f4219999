package dev.sia.server.http;

import java.time.Duration;
import java.util.Objects;

/**
 * How slow a client may be. That something moves is not enough: a byte now and then would hold a place for ever.
 *
 * @param headers from the first byte of a request to the last of its headers
 * @param grace before the rate of a body counts
 * @param bytesPerSecond of a body on average, and of what a client takes of an answer
 * @param write for the client to take what was written, besides what the rate allows
 */
public record Pace(Duration headers, Duration grace, int bytesPerSecond, Duration write) {
    /** Slower than any line that people use. */
    public static final Pace DEFAULT =
            new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10), 1_024, Duration.ofSeconds(30));

    public Pace {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(grace, "grace");
        Objects.requireNonNull(write, "write");
    }

    /** How long a client may take for so many bytes of its body. */
    long bodyNanos(long bytes) {
        return grace.toNanos() + nanos(bytes);
    }

    long writeNanos(long bytes) {
        return write.toNanos() + nanos(bytes);
    }

    private long nanos(long bytes) {
        return bytes * Duration.ofSeconds(1).toNanos() / bytesPerSecond;
    }
}
