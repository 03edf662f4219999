package dev.sia.sdk.error;

import org.jspecify.annotations.Nullable;

/** There is no token, or the server does not accept it (any longer) (401, close code 4401). */
public final class SiaUnauthenticatedException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaUnauthenticatedException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }
}
