package dev.sia.sdk.error;

import dev.sia.api.model.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request or a live view failed. The message is a sentence for people; programs decide by the subclass or by {@link #code()}.
 */
public class SiaException extends RuntimeException {
    private final transient SiaError error;

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaException(SiaError error, @Nullable Throwable cause) {
        super(error.message(), cause);
        this.error = error;
    }

    /** The exception that stands for an error's HTTP status. */
    public static SiaException of(SiaError error, @Nullable Throwable cause) {
        return switch (error.status()) {
            case 400, 413, 415, 428 -> new SiaValidationException(error, cause);
            case 401 -> new SiaUnauthenticatedException(error, cause);
            case 403 -> new SiaForbiddenException(error, cause);
            case 404 -> new SiaNotFoundException(error, cause);
            case 409, 412 -> new SiaConflictException(error, cause);
            case 429 -> new SiaRateLimitedException(error, cause);
            case 502, 503, 504 -> new SiaUnavailableException(error, cause);
            default -> new SiaException(error, cause);
        };
    }

    /** Everything that is known about the failure. */
    public SiaError error() {
        return error;
    }

    /** HTTP status; 0 when there was no answer. */
    public int status() {
        return error.status();
    }

    /** Stable name of the kind of problem, see {@link SiaError#code()}. */
    public String code() {
        return error.code();
    }

    /** What happened and what to do about it, without the field errors. */
    public String detail() {
        return error.detail();
    }

    /** The id under which the server's log has the request. */
    public Optional<String> requestId() {
        return Optional.ofNullable(error.requestId());
    }

    /** How long to wait before asking again, where the server has said it (429, 503). */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(error.retryAfter());
    }

    /** Every mistake that the server found in the request; empty unless the request was not valid. */
    public List<FieldError> fieldErrors() {
        return error.fieldErrors();
    }
}
