package dev.sia.server.http;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty's own errors in the form of all others. */
final class ErrorResponses extends ErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private final ErrorBodies bodies;
    private final Supplier<UUID> ids;

    ErrorResponses(ErrorBodies bodies, Supplier<UUID> ids) {
        this.bodies = bodies;
        this.ids = ids;
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
            Throwable cause = (Throwable) request.getAttribute(ERROR_EXCEPTION);
            log.error("Request {} failed outside the application", requestId, cause);
        }
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        response.write(true, body(status, requestId, headers), callback);
        return true;
    }

    private ByteBuffer body(int status, String requestId, HttpFields.Mutable headers) {
        byte[] body = bodies.of(status, requestId);
        SecurityHeaders.put(headers);
        headers.put(HttpHeader.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return ByteBuffer.wrap(body);
    }
}
