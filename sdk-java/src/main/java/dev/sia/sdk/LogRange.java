package dev.sia.sdk;

import org.jspecify.annotations.Nullable;

/**
 * A part of a job's log.
 *
 * @param attempt number of the attempt; null for the latest
 * @param afterSeq only records with a greater number, 0 for all
 * @param beforeSeq only records with a smaller number; null for all
 * @param filter which of them
 * @param limit most records asked for at once, 1 to 5000
 */
public record LogRange(
        @Nullable Integer attempt, long afterSeq, @Nullable Long beforeSeq, LogFilter filter, int limit) {
    /** The whole log of the latest attempt. */
    public static final LogRange LATEST = new LogRange(null, 0, null, LogFilter.ALL, 1000);

    /** The whole log of one attempt. */
    public static LogRange ofAttempt(int attempt) {
        return LATEST.inAttempt(attempt);
    }

    /** The same of another attempt; null for the latest. */
    public LogRange inAttempt(@Nullable Integer number) {
        return new LogRange(number, afterSeq, beforeSeq, filter, limit);
    }

    /** The same, only records with a greater number. */
    public LogRange after(long seq) {
        return new LogRange(attempt, seq, beforeSeq, filter, limit);
    }

    /** The same, only records with a smaller number; null for no such bound. */
    public LogRange before(@Nullable Long seq) {
        return new LogRange(attempt, afterSeq, seq, filter, limit);
    }

    /** The same, only these records. */
    public LogRange only(LogFilter wanted) {
        return new LogRange(attempt, afterSeq, beforeSeq, wanted, limit);
    }

    /** The same, with so many records at once. */
    public LogRange inPagesOf(int records) {
        return new LogRange(attempt, afterSeq, beforeSeq, filter, records);
    }
}
