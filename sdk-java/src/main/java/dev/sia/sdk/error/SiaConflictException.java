package dev.sia.sdk.error;

import dev.sia.api.model.Event;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request does not fit what is stored (409, 412), such as cancelling a completed job or changing what others changed. */
public final class SiaConflictException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaConflictException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }

    /** With {@code illegal_transition}, the status that the job has now. */
    public Optional<String> currentStatus() {
        return Optional.ofNullable(error().currentStatus());
    }

    /** With {@code precondition_failed} for a queue, what people did to it since, in order: the last of it when it is much. */
    public List<Event> changes() {
        return error().changes();
    }

    /** With {@code precondition_failed}, the entity tag that the thing has now. */
    public Optional<String> currentEtag() {
        return Optional.ofNullable(error().currentEtag());
    }
}
