package dev.sia.server.http;

import java.util.List;
import java.util.Objects;

/**
 * Where the HTTP port listens, what it bears and whom it believes.
 *
 * @param port 0 for any free one
 * @param allowedOrigins web origins that browsers may call from
 * @param trustedProxies whose word about the address of a client counts
 */
public record HttpSettings(
        String host, int port, HttpLimits limits, List<String> allowedOrigins, List<AddressRange> trustedProxies) {
    public HttpSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        allowedOrigins = List.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The limits that suit one node, for callers that come directly and not from browsers. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(host, port, HttpLimits.of(20_000, 1_000), List.of(), List.of());
    }
}
