package dev.sia.server.http;

import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Web pages of which origins may call from browsers: those that are named, and no others. Browsers are never told to send
 * credentials of their own: there are no cookies here.
 */
final class CrossOrigin {
    private static final String RESPONSE_HEADERS =
            "Deprecation, ETag, RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate";

    private final List<String> allowed;

    CrossOrigin(List<String> allowed) {
        this.allowed =
                allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    }

    boolean allows(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin != null && allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** What an answer says to the browser. */
    void put(Request request, HttpFields.Mutable headers) {
        if (allowed.isEmpty()) {
            return;
        }
        headers.put(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
        if (allows(request)) {
            headers.put("Access-Control-Allow-Origin", request.getHeaders().get(HttpHeader.ORIGIN));
            headers.put("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        }
    }
}
