package dev.sia.sdk.error;

import org.jspecify.annotations.Nullable;

/** The request is not valid (400, 413, 415, 428); {@link #fieldErrors()} has the places. */
public final class SiaValidationException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaValidationException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }
}
