package dev.sia.server.limit;

import java.time.Duration;

/** Limits for tests that are about something else. */
public final class TestLimits {
    /** So many wrong credentials an address may send in an hour. */
    public static final int GUESSES = 40;

    private TestLimits() {}

    public static RateLimits limits() {
        Rate many = new Rate(1_000_000, Duration.ofSeconds(1));
        return new RateLimits(
                new RateLimits.Rates(many, many, new Rate(GUESSES, Duration.ofHours(1))), System::nanoTime);
    }
}
