package dev.sia.server.http;

import java.time.Duration;
import java.util.Objects;

/**
 * What the HTTP port bears.
 *
 * @param connections more wait in the kernel's backlog
 * @param requests being answered at once; more are refused with 503
 * @param idleTimeout of a connection on which nothing moves, or on which no request comes together
 * @param stopTimeout how long requests may take to end while the server stops
 * @param pace how slow a client may be
 */
public record HttpLimits(int connections, int requests, Duration idleTimeout, Duration stopTimeout, Pace pace) {
    public HttpLimits {
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        Objects.requireNonNull(stopTimeout, "stopTimeout");
        Objects.requireNonNull(pace, "pace");
    }

    /** With the times that suit all. */
    public static HttpLimits of(int connections, int requests) {
        return new HttpLimits(connections, requests, Duration.ofSeconds(60), Duration.ofSeconds(10), Pace.DEFAULT);
    }
}
