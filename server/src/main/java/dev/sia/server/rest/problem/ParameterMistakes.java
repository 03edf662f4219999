package dev.sia.server.rest.problem;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import org.glassfish.jersey.server.ParamException;

/** Parameters whose text is no value of their type. */
final class ParameterMistakes {
    private ParameterMistakes() {}

    static DomainException refusal(ParamException thrown) {
        String name = thrown.getParameterName();
        String message = message(thrown);
        Class<? extends Annotation> kind = thrown.getParameterType();
        if (kind == QueryParam.class) {
            return DomainException.invalid(FieldError.inQuery(name, message));
        }
        if (kind == PathParam.class) {
            return DomainException.invalid(FieldError.inPath(name, message));
        }
        if (kind == HeaderParam.class) {
            return DomainException.invalid(FieldError.inHeader(name, message));
        }
        return new DomainException(ErrorCode.VALIDATION_FAILED, "The parameter " + name + " " + message + ".");
    }

    /** The innermost complaint: the converters of the contract's types say what they expect. */
    private static String message(ParamException thrown) {
        String message = null;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
                message = cause.getMessage();
            }
        }
        return message != null && message.startsWith("must ") ? message : "is not valid";
    }
}
