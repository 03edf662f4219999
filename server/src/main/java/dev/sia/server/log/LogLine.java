package dev.sia.server.log;

import dev.sia.server.job.Step;
import java.time.Instant;

/**
 * One stored line.
 *
 * @param seq number in its attempt's log, from 1 without holes
 * @param at when it was written, by the agent's clock
 * @param continued whether it goes on in the next record because it was too long for one
 */
public record LogLine(long seq, Instant at, LogStream stream, Step step, boolean continued, String text) {}
