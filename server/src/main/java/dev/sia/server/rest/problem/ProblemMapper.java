package dev.sia.server.rest.problem;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.http.ErrorBodies;
import dev.sia.server.http.RequestIds;
import dev.sia.server.limit.RateLimitedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers whatever a call throws. The server's own mistakes are logged here, once, under the request's id. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final int MOST_READ_BEFORE_REFUSAL = 64 * 1024;

    private final HttpServletRequest request;

    /** @param request stands for the one being answered */
    public ProblemMapper(@Context HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        DomainException refusal = Refusals.of(thrown);
        String requestId = String.valueOf(request.getAttribute(RequestIds.ATTRIBUTE));
        note(refusal, thrown, requestId);
        readWhatIsStillComing();
        Response.ResponseBuilder response = Response.status(
                        Problems.status(refusal.code().kind()))
                .type(ErrorBodies.CONTENT_TYPE)
                .entity(Problems.of(refusal, requestId));
        switch (refusal.code().kind()) {
            case UNAVAILABLE, RATE_LIMITED -> response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds(refusal));
            case UNAUTHENTICATED -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case METHOD_NOT_ALLOWED -> allow(thrown, response);
            default -> {}
        }
        return response.build();
    }

    private static long retryAfterSeconds(DomainException refusal) {
        return refusal instanceof RateLimitedException limited ? limited.retryAfterSeconds() : RETRY_AFTER_SECONDS;
    }

    /**
     * Many refusals come before the body is read. An HTTP/2 client that is still sending it then would see its stream
     * cancelled instead of the answer.
     */
    private void readWhatIsStillComing() {
        long length = request.getContentLengthLong();
        if (length <= 0 || length > MOST_READ_BEFORE_REFUSAL) {
            return;
        }
        try {
            request.getInputStream().readNBytes(MOST_READ_BEFORE_REFUSAL);
        } catch (IOException gone) {
            log.debug("The body of a refused request did not come to its end", gone);
        }
    }

    private static void allow(Throwable thrown, Response.ResponseBuilder response) {
        if (thrown instanceof NotAllowedException refused) {
            // Jersey counts the OPTIONS that it would answer by itself.
            String allowed = refused.getResponse().getAllowedMethods().stream()
                    .filter(method -> !method.equals(HttpMethod.OPTIONS))
                    .sorted()
                    .collect(Collectors.joining(", "));
            response.header(HttpHeaders.ALLOW, allowed);
        }
    }

    private static void note(DomainException refusal, Throwable thrown, String requestId) {
        if (refusal.code() == ErrorCode.INTERNAL) {
            log.error("Request {} failed", requestId, thrown);
        } else if (refusal.code() == ErrorCode.UNAVAILABLE) {
            Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
            log.warn("Request {} could not be served: {}", requestId, cause.toString());
        } else {
            log.debug("Request {} refused: {} {}", requestId, refusal.code(), refusal.getMessage());
        }
    }
}
