package dev.sia.server.rest.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.http.ErrorBodies;

/** Problems for what the HTTP server refuses by itself. */
public final class ProblemBodies implements ErrorBodies {
    private static final int SERVER_ERROR = 500;

    private final JsonMapper json;

    public ProblemBodies(JsonMapper json) {
        this.json = json;
    }

    @Override
    public byte[] of(int status, String requestId) {
        try {
            return json.writeValueAsBytes(Problems.of(refusal(status), status, requestId));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static DomainException refusal(int status) {
        return switch (status) {
            case 404 -> new DomainException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
            case 405 -> new DomainException(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take the method.");
            case 413 -> new DomainException(ErrorCode.PAYLOAD_TOO_LARGE, "The body is too large.");
            case 414, 431 ->
                new DomainException(ErrorCode.VALIDATION_FAILED, "The request line and headers are too large.");
            case 503 ->
                new DomainException(ErrorCode.UNAVAILABLE, "The server is busy or stopping. Try again shortly.");
            default ->
                status >= SERVER_ERROR
                        ? Refusals.internal()
                        : new DomainException(
                                ErrorCode.VALIDATION_FAILED, "The request line or a header cannot be understood.");
        };
    }
}
