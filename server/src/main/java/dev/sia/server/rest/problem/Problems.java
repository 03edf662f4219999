package dev.sia.server.rest.problem;

import dev.sia.api.model.Event;
import dev.sia.api.model.FieldError;
import dev.sia.api.model.FieldErrorLocation;
import dev.sia.api.model.Problem;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.json.EventJson;
import dev.sia.server.queue.QueueChangedException;
import dev.sia.server.rest.json.EntityTags;
import java.util.List;

/** Refusals as the contract's Problem. */
public final class Problems {
    private static final int MOST_ERRORS = 100;

    private Problems() {}

    public static Problem of(DomainException refusal, String requestId) {
        return of(refusal, status(refusal.code().kind()), requestId);
    }

    /** @param status for what the catalogue has no kind of its own */
    public static Problem of(DomainException refusal, int status, String requestId) {
        ErrorCode code = refusal.code();
        return new Problem()
                .type("urn:sia:problem:" + code.wire())
                .title(title(code))
                .status(status)
                .code(ProblemCode.valueOf(code.name()))
                .detail(refusal.getMessage())
                .requestId(requestId)
                .currentStatus(refusal.currentStatus().orElse(null))
                .currentEtag(refusal.currentVersion().map(EntityTags::of).orElse(null))
                .changes(changes(refusal))
                .errors(errors(refusal.details()));
    }

    @SuppressWarnings("NullAway") // Absent members of generated types are null.
    private static List<Event> changes(DomainException refusal) {
        return refusal instanceof QueueChangedException queue
                ? queue.changes().stream().map(EventJson::of).toList()
                : null;
    }

    @SuppressWarnings("NullAway") // Absent members of generated types are null.
    private static List<FieldError> errors(List<dev.sia.server.error.FieldError> details) {
        return details.isEmpty()
                ? null
                : details.stream().limit(MOST_ERRORS).map(Problems::error).toList();
    }

    private static FieldError error(dev.sia.server.error.FieldError detail) {
        return new FieldError()
                .in(FieldErrorLocation.valueOf(detail.in().name()))
                .pointer(detail.pointer())
                .message(detail.message());
    }

    /** The HTTP status of each kind. */
    public static int status(ErrorKind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case PRECONDITION_REQUIRED -> 428;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case RATE_LIMITED -> 429;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }

    static String title(ErrorCode code) {
        return switch (code) {
            case MALFORMED_BODY -> "The body cannot be read";
            case VALIDATION_FAILED -> "The request is not valid";
            case INVALID_CURSOR -> "The cursor is not valid";
            case PAYLOAD_TOO_LARGE -> "Body too large";
            case UNSUPPORTED_MEDIA_TYPE -> "Unsupported media type";
            case NOT_ACCEPTABLE -> "Not acceptable";
            case METHOD_NOT_ALLOWED -> "Method not allowed";
            case UNAUTHENTICATED -> "Not authenticated";
            case FORBIDDEN -> "Not allowed";
            case NOT_FOUND -> "Not found";
            case RATE_LIMITED -> "Too many requests";
            case ILLEGAL_TRANSITION -> "Not possible in this state";
            case IDEMPOTENCY_KEY_REUSED -> "Idempotency key reused";
            case QUEUE_NOT_PAUSED -> "The queue is not paused";
            case DIFFERENT_QUEUE -> "In another queue";
            case DIFFERENT_PRIORITY -> "Of another priority";
            case PRECONDITION_REQUIRED -> "If-Match is required";
            case PRECONDITION_FAILED -> "Changed in the meantime";
            case AGENT_BUSY -> "Agent busy";
            case AGENT_NOT_DRAINING -> "Agent not drained";
            case TOO_MANY_API_KEYS -> "Too many API keys";
            case LEASE_LOST -> "Lease lost";
            case UNSUPPORTED_PROTOCOL_VERSION -> "Unsupported protocol version";
            case PROTOCOL_VIOLATION -> "Protocol violation";
            case TOO_MANY_WATCHERS -> "Too many live connections";
            case UNAVAILABLE -> "Unavailable";
            case INTERNAL -> "Internal error";
        };
    }
}
