package dev.sia.sdk.error;

import dev.sia.api.model.Event;
import dev.sia.api.model.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the server, or the way to it, said about a failure.
 *
 * @param status HTTP status; 0 when there was no answer
 * @param code stable name of the kind of problem, as in the contract's {@code ProblemCode}, or one of the client's own:
 *     {@code unreachable}, {@code unreadable_answer}, {@code interrupted}, {@code http_NNN} for an answer without a problem body
 * @param detail what happened and what to do about it, for people
 * @param requestId name this to the server's operator; absent when the server did not say it
 * @param currentStatus with {@code illegal_transition}, the status that the job has now
 * @param currentEtag with {@code precondition_failed}, the entity tag that the thing has now
 * @param retryAfter how long the server wants not to be asked again (429, 503); absent when it did not say it
 * @param changes with {@code precondition_failed} for a queue, what people did to it meanwhile; otherwise empty
 * @param fieldErrors with {@code validation_failed}, every mistake found; otherwise empty
 */
public record SiaError(
        int status,
        String code,
        String detail,
        @Nullable String requestId,
        @Nullable String currentStatus,
        @Nullable String currentEtag,
        @Nullable Duration retryAfter,
        List<Event> changes,
        List<FieldError> fieldErrors) {

    /** Copies the lists. */
    public SiaError {
        changes = List.copyOf(changes);
        fieldErrors = List.copyOf(fieldErrors);
    }

    /** An error that has nothing but a code and a sentence. */
    public static SiaError of(int status, String code, String detail) {
        return new SiaError(status, code, detail, null, null, null, null, List.of(), List.of());
    }

    /** The same, with how long the server wants not to be asked again. */
    public SiaError withRetryAfter(@Nullable Duration wait) {
        return new SiaError(status, code, detail, requestId, currentStatus, currentEtag, wait, changes, fieldErrors);
    }

    /** One sentence for people: every field error where there are some, otherwise the detail. */
    public String message() {
        if (fieldErrors.isEmpty()) {
            return detail;
        }
        return fieldErrors.stream()
                .map(mistake -> mistake.getPointer() + " " + mistake.getMessage())
                .collect(Collectors.joining("; ", "The request is not valid: ", "."));
    }
}
