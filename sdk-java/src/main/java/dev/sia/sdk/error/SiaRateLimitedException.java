package dev.sia.sdk.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Too many requests (429): nothing was done. The client has already waited and tried again as far as its {@code RetryPolicy}
 * goes.
 */
public final class SiaRateLimitedException extends SiaException {
    private final @Nullable Duration retryAfter;

    /** A failure as {@code error} says, because of {@code cause}; the server wants to be asked again after {@code retryAfter}. */
    public SiaRateLimitedException(SiaError error, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(error, cause);
        this.retryAfter = retryAfter;
    }

    /** How long to wait before asking again, where the server has said it. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
