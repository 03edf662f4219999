package dev.sia.server.http;

import dev.sia.server.tls.ServerTls;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the HTTP port listens and what it bears.
 *
 * @param port 0 for any free one
 * @param mostConnections more wait in the kernel's backlog
 * @param mostRequests being answered at once; more are refused with 503
 * @param idleTimeout of a connection on which nothing moves
 * @param stopTimeout how long requests may take to end while the server stops
 * @param tls empty for none
 */
public record HttpSettings(
        String host,
        int port,
        int mostConnections,
        int mostRequests,
        Duration idleTimeout,
        Duration stopTimeout,
        Optional<ServerTls> tls) {
    public HttpSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        Objects.requireNonNull(stopTimeout, "stopTimeout");
    }

    /** The limits that suit one node. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(
                host, port, 20_000, 1_000, Duration.ofSeconds(60), Duration.ofSeconds(10), Optional.empty());
    }

    /** The same with TLS. */
    public HttpSettings with(Optional<ServerTls> encryption) {
        return new HttpSettings(host, port, mostConnections, mostRequests, idleTimeout, stopTimeout, encryption);
    }
}
