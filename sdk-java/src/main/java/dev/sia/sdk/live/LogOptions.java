package dev.sia.sdk.live;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a job's log to watch.
 *
 * @param attempt number of the attempt to begin with; null for the latest, or the first one to come
 * @param afterSeq only lines of that attempt with a greater number, 0 for all
 * @param follow go on with later attempts, until the job is in review or at an end; otherwise end with the attempt
 * @param reconnect when to connect again
 */
public record LogOptions(@Nullable Integer attempt, long afterSeq, boolean follow, ReconnectPolicy reconnect) {
    /** The latest attempt from its first line, and those after it. */
    public static final LogOptions FOLLOW = new LogOptions(null, 0, true, ReconnectPolicy.DEFAULT);

    /** The same, beginning with an attempt. */
    public LogOptions withAttempt(int number) {
        return new LogOptions(number, afterSeq, follow, reconnect);
    }

    /** The same, beginning after a line. */
    public LogOptions after(long seq) {
        return new LogOptions(attempt, seq, follow, reconnect);
    }

    /** The same, ending with the first attempt. */
    public LogOptions withoutFollowing() {
        return new LogOptions(attempt, afterSeq, false, reconnect);
    }

    /** The same with other times to connect again. */
    public LogOptions reconnecting(ReconnectPolicy policy) {
        return new LogOptions(attempt, afterSeq, follow, policy);
    }
}
