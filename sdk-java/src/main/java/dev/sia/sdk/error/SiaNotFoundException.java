package dev.sia.sdk.error;

import org.jspecify.annotations.Nullable;

/** There is no such thing, or it belongs to an organization that the caller is not a member of (404). */
public final class SiaNotFoundException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaNotFoundException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }
}
