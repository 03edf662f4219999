package dev.sia.server.http;

import dev.sia.server.tls.ServerTls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the HTTP port listens, what it bears and whom it believes.
 *
 * @param port 0 for any free one
 * @param allowedOrigins web origins that browsers may call from
 * @param trustedProxies whose word about the address of a client counts
 * @param tls empty for none
 */
public record HttpSettings(
        String host,
        int port,
        HttpLimits limits,
        List<String> allowedOrigins,
        List<AddressRange> trustedProxies,
        Optional<ServerTls> tls) {
    public HttpSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        allowedOrigins = List.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The limits that suit one node, for callers that come directly and not from browsers. */
    public static HttpSettings of(String host, int port) {
        return of(host, port, HttpLimits.of(20_000, 1_000));
    }

    static HttpSettings of(String host, int port, HttpLimits limits) {
        return new HttpSettings(host, port, limits, List.of(), List.of(), Optional.empty());
    }

    /** The same with TLS. */
    public HttpSettings with(Optional<ServerTls> encryption) {
        return new HttpSettings(host, port, limits, allowedOrigins, trustedProxies, encryption);
    }
}
