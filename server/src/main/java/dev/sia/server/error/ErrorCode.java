package dev.sia.server.error;

import java.util.Locale;

/**
 * Every reason for which the server refuses something: the {@code ProblemCode} of the contracts, held equal by a test. A
 * constant may be added, but never renamed.
 */
public enum ErrorCode {
    // What was sent cannot be understood or is not allowed by its schema.
    MALFORMED_BODY(ErrorKind.INVALID),
    VALIDATION_FAILED(ErrorKind.INVALID),
    INVALID_CURSOR(ErrorKind.INVALID),
    PAYLOAD_TOO_LARGE(ErrorKind.TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(ErrorKind.UNSUPPORTED_MEDIA_TYPE),
    NOT_ACCEPTABLE(ErrorKind.NOT_ACCEPTABLE),
    METHOD_NOT_ALLOWED(ErrorKind.METHOD_NOT_ALLOWED),

    // Who asks, and what they may see. Another organization's id is not_found, never forbidden.
    UNAUTHENTICATED(ErrorKind.UNAUTHENTICATED),
    FORBIDDEN(ErrorKind.FORBIDDEN),
    NOT_FOUND(ErrorKind.NOT_FOUND),
    RATE_LIMITED(ErrorKind.RATE_LIMITED),

    // The request is fine, but the present state says no.
    ILLEGAL_TRANSITION(ErrorKind.CONFLICT),
    IDEMPOTENCY_KEY_REUSED(ErrorKind.CONFLICT),
    QUEUE_NOT_PAUSED(ErrorKind.CONFLICT),
    DIFFERENT_QUEUE(ErrorKind.CONFLICT),
    DIFFERENT_PRIORITY(ErrorKind.CONFLICT),
    PRECONDITION_REQUIRED(ErrorKind.PRECONDITION_REQUIRED),
    PRECONDITION_FAILED(ErrorKind.PRECONDITION_FAILED),
    AGENT_BUSY(ErrorKind.CONFLICT),
    AGENT_NOT_DRAINING(ErrorKind.CONFLICT),
    TOO_MANY_API_KEYS(ErrorKind.CONFLICT),

    // Long-lived connections: agents and live views.
    LEASE_LOST(ErrorKind.CONFLICT),
    UNSUPPORTED_PROTOCOL_VERSION(ErrorKind.PRECONDITION_FAILED),
    PROTOCOL_VIOLATION(ErrorKind.INVALID),
    TOO_MANY_WATCHERS(ErrorKind.RATE_LIMITED),

    // The server's own trouble.
    UNAVAILABLE(ErrorKind.UNAVAILABLE),
    INTERNAL(ErrorKind.INTERNAL);

    private final ErrorKind kind;
    private final String wire;

    ErrorCode(ErrorKind kind) {
        this.kind = kind;
        this.wire = name().toLowerCase(Locale.ROOT);
    }

    public ErrorKind kind() {
        return kind;
    }

    /** The stable snake_case code that clients see on every surface. */
    public String wire() {
        return wire;
    }
}
