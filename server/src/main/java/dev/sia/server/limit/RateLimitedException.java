package dev.sia.server.limit;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.time.Duration;

/** Somebody asks too often. */
public final class RateLimitedException extends DomainException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterSeconds;

    /** @param retryIn earlier it would be refused again */
    RateLimitedException(String limit, Duration retryIn) {
        this(limit, wholeSeconds(retryIn));
    }

    private RateLimitedException(String limit, long retryAfterSeconds) {
        super(ErrorCode.RATE_LIMITED, limit + "; try again in " + retryAfterSeconds + " s.");
        this.retryAfterSeconds = retryAfterSeconds;
    }

    private static long wholeSeconds(Duration retryIn) {
        return Math.max(1, retryIn.plusNanos(999_999_999).toSeconds());
    }

    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
