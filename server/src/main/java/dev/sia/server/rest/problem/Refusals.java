package dev.sia.server.rest.problem;

import com.fasterxml.jackson.core.JacksonException;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import org.glassfish.jersey.server.ParamException;

/** Whatever a call can throw, in the words of the catalogue. */
public final class Refusals {
    private Refusals() {}

    public static DomainException of(Throwable thrown) {
        return switch (thrown) {
            case DomainException refusal -> refusal;
            case ConstraintViolationException violations -> ConstraintMistakes.refusal(violations);
            // What stops the reading of a body reaches this wrapped in what was being read.
            case JacksonException json when json.getCause() instanceof DomainException refusal -> refusal;
            case JacksonException json -> JsonMistakes.refusal(json);
            case IOException _ -> new DomainException(ErrorCode.MALFORMED_BODY, "The body cannot be read to its end.");
            case ParamException parameter -> ParameterMistakes.refusal(parameter);
            case WebApplicationException http -> ofHttp(http);
            default -> internal();
        };
    }

    private static DomainException ofHttp(WebApplicationException thrown) {
        return switch (thrown) {
            case NotFoundException _ -> new DomainException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
            case NotAllowedException _ ->
                new DomainException(
                        ErrorCode.METHOD_NOT_ALLOWED, "This path does not take the method; Allow has those it takes.");
            case NotAcceptableException _ ->
                new DomainException(
                        ErrorCode.NOT_ACCEPTABLE, "This operation has no representation that Accept allows.");
            case NotSupportedException _ ->
                new DomainException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
            case BadRequestException _ ->
                new DomainException(ErrorCode.MALFORMED_BODY, "The body is missing or cannot be read.");
            default -> internal();
        };
    }

    /** What the client hears of the server's own mistakes. */
    static DomainException internal() {
        return new DomainException(ErrorCode.INTERNAL, "The server failed. Name the request id to its operator.");
    }
}
