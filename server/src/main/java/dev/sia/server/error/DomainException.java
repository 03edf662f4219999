package dev.sia.server.error;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that the client is told about. The message is sent as it stands, so it holds no secrets and no internals;
 * anything else that is thrown reaches the client only as an incident id.
 */
public class DomainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> details;
    private final @Nullable String currentStatus;
    private final @Nullable Long currentVersion;

    public DomainException(ErrorCode code, String message) {
        this(code, message, List.of(), null, null, null);
    }

    public DomainException(ErrorCode code, String message, List<FieldError> details) {
        this(code, message, details, null, null, null);
    }

    /** For refusals for a version that tell more. */
    protected DomainException(long currentVersion, String message) {
        this(ErrorCode.PRECONDITION_FAILED, message, List.of(), null, currentVersion, null);
    }

    private DomainException(
            ErrorCode code,
            String message,
            List<FieldError> details,
            @Nullable String currentStatus,
            @Nullable Long currentVersion,
            @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.details = List.copyOf(details);
        this.currentStatus = currentStatus;
        this.currentVersion = currentVersion;
    }

    /** @param what the missing thing as the start of a sentence, for example {@code "This job"} */
    public static DomainException notFound(String what) {
        return new DomainException(ErrorCode.NOT_FOUND, what + " does not exist.");
    }

    /** Refuses an input because of one of its parts. */
    public static DomainException invalid(FieldError mistake) {
        return invalid(List.of(mistake));
    }

    /** Refuses an input because of several of its parts, all told at once. */
    public static DomainException invalid(List<FieldError> mistakes) {
        String message = mistakes.size() == 1
                ? "One value is not valid; errors has the place."
                : mistakes.size() + " values are not valid; errors has the places.";
        return new DomainException(ErrorCode.VALIDATION_FAILED, message, mistakes);
    }

    /** @param currentStatus the wire name of the state that forbids the transition */
    public static DomainException illegalTransition(String currentStatus, String message) {
        return new DomainException(ErrorCode.ILLEGAL_TRANSITION, message, List.of(), currentStatus, null, null);
    }

    /** @param currentVersion version of the thing that was to be changed, which is not the one that the client expected */
    public static DomainException preconditionFailed(long currentVersion, String message) {
        return new DomainException(currentVersion, message);
    }

    /** Something that the server needs does not answer; the cause is for the server's own log. */
    public static DomainException unavailable(String message, @Nullable Throwable cause) {
        return new DomainException(ErrorCode.UNAVAILABLE, message, List.of(), null, null, cause);
    }

    /** What the client is told. */
    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public final ErrorCode code() {
        return code;
    }

    /** The parts of the input that are wrong; empty unless the code is {@link ErrorCode#VALIDATION_FAILED}. */
    public final List<FieldError> details() {
        return details;
    }

    /** With {@link ErrorCode#ILLEGAL_TRANSITION}, the state that the thing has now. */
    public final Optional<String> currentStatus() {
        return Optional.ofNullable(currentStatus);
    }

    /** With {@link ErrorCode#PRECONDITION_FAILED}, the version that the thing has now. */
    public final Optional<Long> currentVersion() {
        return Optional.ofNullable(currentVersion);
    }
}
