package dev.sia.server.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers browsers that ask whether a page may call. For pages that may not, such a question is a method that no path
 * takes.
 */
final class Preflights extends Handler.Wrapper {
    private static final String METHOD = "Access-Control-Request-Method";
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID";
    private static final String MAX_AGE_SECONDS = "600";

    private final CrossOrigin origins;

    Preflights(CrossOrigin origins, Handler next) {
        super(next);
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        origins.put(request, headers);
        boolean asks = HttpMethod.OPTIONS.is(request.getMethod())
                && request.getHeaders().contains(METHOD);
        if (!asks || !origins.allows(request)) {
            return super.handle(request, response, callback);
        }
        headers.put(HttpHeader.VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        headers.put("Access-Control-Allow-Methods", METHODS);
        headers.put("Access-Control-Allow-Headers", HEADERS);
        headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
        return true;
    }
}
