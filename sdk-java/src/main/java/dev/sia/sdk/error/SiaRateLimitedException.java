package dev.sia.sdk.error;

import org.jspecify.annotations.Nullable;

/**
 * Too many requests (429): nothing was done. The client has already waited and tried again as far as its {@code RetryPolicy}
 * goes; {@link #retryAfter()} is how long to wait now.
 */
public final class SiaRateLimitedException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaRateLimitedException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }
}
