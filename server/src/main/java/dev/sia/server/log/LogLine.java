package dev.sia.server.log;

import dev.sia.server.job.Step;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One stored record: a line, or word of lines that the agent had to drop.
 *
 * @param seq number in its attempt's log, from 1 without holes
 * @param at when it was written, by the agent's clock, to the microsecond
 * @param continued whether it goes on in the next record because it was too long for one
 * @param repaired whether bytes that are no text were replaced
 * @param droppedLines how many lines are missing here; 0 for a line
 */
public record LogLine(
        long seq,
        Instant at,
        LogStream stream,
        Step step,
        boolean continued,
        boolean repaired,
        long droppedLines,
        String text) {
    public LogLine {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** A whole line without peculiarities. */
    public static LogLine of(long seq, Instant at, LogStream stream, Step step, String text) {
        return new LogLine(seq, at, stream, step, false, false, 0, text);
    }
}
