package dev.sia.sdk;

import org.jspecify.annotations.Nullable;

/**
 * A part of a job's log.
 *
 * @param attempt number of the attempt; null for the latest
 * @param afterSeq only lines with a greater number, 0 for all
 * @param limit most lines asked for at once, 1 to 5000
 */
public record LogRange(@Nullable Integer attempt, long afterSeq, int limit) {
    /** The whole log of the latest attempt. */
    public static final LogRange LATEST = new LogRange(null, 0, 1000);

    /** The whole log of one attempt. */
    public static LogRange ofAttempt(int attempt) {
        return new LogRange(attempt, 0, LATEST.limit());
    }

    /** The same, only lines with a greater number. */
    public LogRange after(long seq) {
        return new LogRange(attempt, seq, limit);
    }
}
