package dev.sia.server.job;

import org.jspecify.annotations.Nullable;

/**
 * How long a new job may take, and how often it is tried.
 *
 * @param attemptTimeoutSeconds null for the server's default
 * @param stepTimeoutSeconds null for no limit but the attempt's
 * @param jobTimeoutSeconds over all attempts, from the first start until review; null for no limit
 */
public record JobLimits(
        @Nullable Integer attemptTimeoutSeconds,
        @Nullable Integer stepTimeoutSeconds,
        @Nullable Integer jobTimeoutSeconds,
        RetryPolicy retry) {
    public static final JobLimits DEFAULT = new JobLimits(null, null, null, RetryPolicy.DEFAULT);

    /** The defaults with an attempt timeout of its own. */
    public static JobLimits ofAttempt(int seconds) {
        return new JobLimits(seconds, null, null, RetryPolicy.DEFAULT);
    }
}
