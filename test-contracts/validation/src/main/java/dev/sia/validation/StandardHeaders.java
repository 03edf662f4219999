package dev.sia.validation;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Headers that no operation declares, because they are not its own. */
final class StandardHeaders {
    private static final Set<String> OF_REQUESTS = Set.of(
            // RFC 9110, 9112 and 9113: the message, the connection, and what the client can read.
            "host",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "te",
            "expect",
            "upgrade",
            "http2-settings",
            "user-agent",
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "pragma",
            // OpenAPI has these as credentials and not as parameters.
            "authorization",
            // Browsers send them by themselves: Fetch, RFC 6454, Fetch Metadata, User-Agent Client Hints, Upgrade
            // Insecure Requests.
            "origin",
            "referer",
            "dnt",
            "sec-fetch-site",
            "sec-fetch-mode",
            "sec-fetch-dest",
            "sec-fetch-user",
            "sec-gpc",
            "sec-ch-ua",
            "sec-ch-ua-mobile",
            "sec-ch-ua-platform",
            "upgrade-insecure-requests",
            "priority",
            "access-control-request-method",
            "access-control-request-headers",
            // Proxies say for whom they ask.
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto");

    private static final Set<String> OF_ANSWERS = Set.of(
            // RFC 9110 and 9112: the message and the connection. Media types are declared as such.
            "date",
            "connection",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "vary",
            "upgrade",
            // How long it may be kept; the server says of everything that it may not.
            "cache-control",
            // Told to browsers of every answer alike (HttpServerTest holds their values).
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "content-security-policy",
            "permissions-policy",
            "cross-origin-opener-policy",
            "cross-origin-embedder-policy",
            "cross-origin-resource-policy",
            "strict-transport-security",
            // The CORS protocol, for pages of origins that an operator has named (CrossOriginTest).
            "access-control-allow-origin",
            "access-control-expose-headers",
            "access-control-allow-methods",
            "access-control-allow-headers",
            "access-control-max-age");

    private StandardHeaders() {}

    /** Names of the others. */
    static List<String> foreignToRequests(Map<String, List<String>> headers) {
        return headers.keySet().stream()
                .filter(name -> !OF_REQUESTS.contains(name))
                .sorted()
                .toList();
    }

    /** Names of the others. */
    static List<String> foreignToAnswers(Map<String, List<String>> headers) {
        return headers.keySet().stream()
                .filter(name -> !OF_ANSWERS.contains(name))
                .sorted()
                .toList();
    }
}
