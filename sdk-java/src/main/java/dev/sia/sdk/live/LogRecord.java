package dev.sia.sdk.live;

import dev.sia.api.model.LogLine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a live log tells. */
public sealed interface LogRecord {

    /**
     * One line. Numbers rise by one within an attempt, without repetition, also over lost connections.
     *
     * @param attempt number of the attempt, from 1
     * @param line the line
     */
    record Line(int attempt, LogLine line) implements LogRecord {}

    /**
     * What follows is about this attempt.
     *
     * @param attempt number of the attempt, from 1
     */
    record AttemptStarted(int attempt) implements LogRecord {}

    /**
     * The server no longer has these lines: its retention is over.
     *
     * @param attempt number of the attempt
     * @param fromSeq number of the first missing line
     * @param toSeq number of the last missing line
     */
    record Expired(int attempt, long fromSeq, long toSeq) implements LogRecord {}

    /**
     * All stored lines were given; what follows is live. Once for every attempt.
     *
     * @param attempt number of the attempt; null while the job has none
     * @param seq number of its last line so far
     */
    record CaughtUp(@Nullable Integer attempt, long seq) implements LogRecord {}

    /**
     * An attempt has ended and its log was given whole.
     *
     * @param attempt number of the attempt; null when the job had none
     * @param finalSeq number of its last line, 0 for none
     * @param complete every line that the agent wrote is stored; false when the agent was lost
     * @param last nothing follows: the job is in review or at an end, or later attempts were not wanted
     */
    record AttemptEnded(@Nullable Integer attempt, long finalSeq, boolean complete, boolean last)
            implements LogRecord {}

    /**
     * The connection had been lost and the stream goes on where it was.
     *
     * @param outage how long it was away
     */
    record Reconnected(Duration outage) implements LogRecord {}
}
