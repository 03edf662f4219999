package dev.sia.cli.agent.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: full jitter between a second and a bound that doubles to a minute. Not thread-safe. */
public final class Backoff {
    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 60_000;
    private static final int MOST_DOUBLINGS = 16;

    private final RandomGenerator random;
    private int failures;

    /** A first try has not been made. */
    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure. */
    public Duration next() {
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        long bound = Math.min(MOST_MILLIS, LEAST_MILLIS << failures);
        return Duration.ofMillis(random.nextLong(LEAST_MILLIS, bound + 1));
    }

    /** It worked: begin anew. */
    public void reset() {
        failures = 0;
    }
}
