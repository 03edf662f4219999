package dev.sia.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty's own errors in the form of all others. */
final class ErrorResponses extends ErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private final ErrorBodies bodies;
    private final Supplier<UUID> ids;
    private final CrossOrigin origins;

    ErrorResponses(ErrorBodies bodies, Supplier<UUID> ids, CrossOrigin origins) {
        this.bodies = bodies;
        this.ids = ids;
        this.origins = origins;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < HttpStatus.BAD_REQUEST_400
                ? HttpStatus.INTERNAL_SERVER_ERROR_500
                : response.getStatus();
        String requestId = request.getAttribute(RequestIds.ATTRIBUTE) instanceof String given
                ? given
                : ids.get().toString();
        if (status == HttpStatus.INTERNAL_SERVER_ERROR_500) {
            note((Throwable) request.getAttribute(ERROR_EXCEPTION), requestId);
        }
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        SecurityHeaders.put(request, headers);
        origins.put(request, headers);
        // A client that cannot be told any more is no failure of its own: with one, the request would never end.
        Callback told = Callback.from(callback::succeeded, unreachable -> callback.succeeded());
        response.write(true, body(status, requestId, headers), told);
        return true;
    }

    /** Clients that go away, or are sent away, are no mistakes of the server: they must not fill its log. */
    private static void note(@Nullable Throwable cause, String requestId) {
        if (cause instanceof IOException || cause instanceof QuietException) {
            log.debug("Request {} did not come to its end", requestId, cause);
        } else {
            log.error("Request {} failed outside the application", requestId, cause);
        }
    }

    private ByteBuffer body(int status, String requestId, HttpFields.Mutable headers) {
        byte[] body = bodies.of(status, requestId);
        headers.put(HttpHeader.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return ByteBuffer.wrap(body);
    }
}
