package dev.sia.sdk.error;

import org.jspecify.annotations.Nullable;

/** The caller's role in the organization does not allow this (403). */
public final class SiaForbiddenException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaForbiddenException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }
}
