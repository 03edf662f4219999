package dev.sia.server.grpc;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.error.FieldError;
import io.grpc.Status;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent is told when something was refused or went wrong. */
final class GrpcErrors {
    private static final Logger log = LoggerFactory.getLogger(GrpcErrors.class);

    private GrpcErrors() {}

    /** The status for whatever was thrown; what is no refusal is logged here and reaches the agent as an incident id. */
    static Status status(Throwable thrown) {
        if (thrown instanceof DomainException refusal) {
            return Status.fromCode(code(refusal.code().kind())).withDescription(sentence(refusal));
        }
        UUID incident = UUID.randomUUID();
        log.error("Incident {}", incident, thrown);
        return Status.INTERNAL.withDescription("Something went wrong in the server; incident " + incident + ".");
    }

    private static Status.Code code(ErrorKind kind) {
        return switch (kind) {
            case INVALID, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE -> Status.Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> Status.Code.UNIMPLEMENTED;
            case CONFLICT, PRECONDITION_FAILED, PRECONDITION_REQUIRED -> Status.Code.FAILED_PRECONDITION;
            case TOO_LARGE, RATE_LIMITED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    private static String sentence(DomainException refusal) {
        if (refusal.details().isEmpty()) {
            return refusal.getMessage();
        }
        return refusal.details().stream().map(GrpcErrors::mistake).collect(Collectors.joining("; ")) + ".";
    }

    private static String mistake(FieldError mistake) {
        return mistake.pointer().substring(1).replace('/', '.') + " " + mistake.message();
    }
}
