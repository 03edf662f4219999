package dev.sia.cli.conformance.script;

import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLimits;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.sdk.LogDigest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log of one attempt as it was received, and the first thing that was wrong with it. */
public final class ReceivedLog {
    private final LogLimits limits;
    private final Map<Long, LogLine> seen = new HashMap<>();
    private final List<LogLine> stored = new ArrayList<>();
    private long sentUpTo;
    private Optional<Mistake> mistake = Optional.empty();

    /** Something that must not be. */
    public record Mistake(String text, Event event) {}

    ReceivedLog(LogLimits limits) {
        this.limits = limits;
    }

    /** Looks at a batch, and stores what continues the log unless the server plays that it got lost. */
    synchronized void take(Event event, boolean lost) {
        LogBatch batch = event.frame().getLogBatch();
        wrong(batch).ifPresent(text -> note(text, event));
        long seq = batch.getFirstSeq();
        for (LogLine line : batch.getLinesList()) {
            LogLine before = seen.putIfAbsent(seq, line);
            if (before != null && !before.equals(line)) {
                note("line " + seq + " was sent again with something else in it", event);
            }
            if (!lost && seq == stored.size() + 1L) {
                stored.add(line);
            }
            seq++;
        }
        sentUpTo = Math.max(sentUpTo, seq - 1);
    }

    /** The first mistake. */
    public synchronized Optional<Mistake> mistake() {
        return mistake;
    }

    /** Highest number up to which all lines are stored. */
    public synchronized long storedSeq() {
        return stored.size();
    }

    /** The stored lines. */
    public synchronized List<LogLine> lines() {
        return List.copyOf(stored);
    }

    /** Digest of the stored lines, as the protocol defines it. */
    public byte[] digest() {
        LogDigest digest = new LogDigest();
        for (LogLine line : lines()) {
            digest.add(new LogDigest.Entry(
                    Instant.ofEpochSecond(
                            line.getAt().getSeconds(), line.getAt().getNanos()),
                    line.getStreamValue(),
                    line.getStepValue(),
                    line.getContinued(),
                    line.getRepaired(),
                    line.getDroppedLines(),
                    line.getText()));
        }
        return digest.value();
    }

    private void note(String text, Event event) {
        if (mistake.isEmpty()) {
            mistake = Optional.of(new Mistake(text, event));
        }
    }

    private Optional<String> wrong(LogBatch batch) {
        long first = batch.getFirstSeq();
        if (first < 1) {
            return Optional.of("first_seq is 0, but lines are numbered from 1");
        }
        if (first > sentUpTo + 1) {
            return Optional.of(
                    "the batch begins with line " + first + ", but line " + (sentUpTo + 1) + " was never sent");
        }
        if (batch.getLinesCount() == 0 || batch.getLinesCount() > limits.getMaxBatchLines()) {
            return Optional.of("the batch has " + batch.getLinesCount() + " lines; allowed are 1 to max_batch_lines, "
                    + limits.getMaxBatchLines());
        }
        int sum = 0;
        for (LogLine line : batch.getLinesList()) {
            int bytes = line.getText().getBytes(StandardCharsets.UTF_8).length;
            sum += bytes;
            if (bytes > limits.getMaxLineBytes()) {
                return Optional.of(
                        "a line has " + bytes + " bytes, more than max_line_bytes, " + limits.getMaxLineBytes());
            }
            if (line.getText().indexOf('\n') >= 0 || line.getText().indexOf('\0') >= 0) {
                return Optional.of("a line has a line feed or a NUL in it");
            }
        }
        return sum > limits.getMaxBatchBytes()
                ? Optional.of("the batch has " + sum + " bytes of text, more than max_batch_bytes, "
                        + limits.getMaxBatchBytes())
                : Optional.empty();
    }
}
