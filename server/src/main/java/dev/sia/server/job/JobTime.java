package dev.sia.server.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long an attempt that begins now may run. */
public final class JobTime {
    /** An agent takes no time for no limit; what is offered too late ends at once, as a timeout. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private JobTime() {}

    /**
     * The attempt's own time, or what is left of the job's when that is less.
     *
     * @param firstAccepted when an agent first took the job since a person queued it last
     */
    public static Duration forAttempt(Job job, Optional<Instant> firstAccepted, Instant now) {
        Duration attempt = Duration.ofSeconds(job.attemptTimeoutSeconds());
        Integer whole = job.jobTimeoutSeconds();
        if (whole == null) {
            return attempt;
        }
        Instant end = firstAccepted.orElse(now).plusSeconds(whole);
        Duration left = Duration.between(now, end);
        Duration least = left.compareTo(LEAST) < 0 ? LEAST : left;
        return least.compareTo(attempt) < 0 ? least : attempt;
    }

    /** The most time for one step; null for no limit but the attempt's. */
    public static @Nullable Duration forStep(Job job) {
        Integer seconds = job.stepTimeoutSeconds();
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
