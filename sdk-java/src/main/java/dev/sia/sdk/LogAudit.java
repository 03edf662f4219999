package dev.sia.sdk;

import dev.sia.api.model.AttemptLog;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import java.util.Optional;

/**
 * Reads along a whole log, from its first record, and tells whether it is what its digest says.
 *
 * <p>Not thread-safe.
 */
public final class LogAudit {
    private final LogDigest digest = new LogDigest();
    private long lastSeq;
    private long droppedLines;
    private Optional<String> flaw = Optional.empty();

    /** Takes the next record. */
    public void add(LogLine line) {
        if (line.getSeq() != lastSeq + 1 && flaw.isEmpty()) {
            flaw = Optional.of(
                    lastSeq == 0
                            ? "The log begins with record " + line.getSeq() + " instead of 1."
                            : "Record " + line.getSeq() + " came after record " + lastSeq + ".");
        }
        lastSeq = line.getSeq();
        long dropped = line.getDropped() == null ? 0 : line.getDropped().getLines();
        droppedLines += dropped;
        digest.add(new LogDigest.Entry(
                line.getAt(),
                number(line.getStream()),
                number(line.getStep()),
                Boolean.TRUE.equals(line.getContinued()),
                Boolean.TRUE.equals(line.getRepaired()),
                dropped,
                line.getText()));
    }

    /** Number of the last record so far. */
    public long lastSeq() {
        return lastSeq;
    }

    /** How many lines the agent had to drop, as the records so far say. */
    public long droppedLines() {
        return droppedLines;
    }

    /** The digest of all records so far, in hexadecimal. */
    public String digest() {
        return digest.hex();
    }

    /**
     * What is wrong with the records, by what is known of the attempt's log; one sentence.
     *
     * @return empty when they are the whole log up to {@code log.getLastSeq()}, unchanged
     */
    public Optional<String> flaw(AttemptLog log) {
        if (log.getLastSeq() > 0 && log.getOldestSeq() != null && log.getOldestSeq() != 1) {
            return Optional.of("Records before " + (log.getOldestSeq() == 0 ? log.getLastSeq() + 1 : log.getOldestSeq())
                    + " are no longer kept, so nothing proves the others.");
        }
        if (flaw.isPresent()) {
            return flaw;
        }
        if (lastSeq != log.getLastSeq()) {
            return Optional.of("The log has " + log.getLastSeq() + " records, and " + lastSeq + " were read.");
        }
        return digest().equals(log.getDigest())
                ? Optional.empty()
                : Optional.of("The digest of what was read is " + digest() + ", but that of the log is "
                        + log.getDigest() + ".");
    }

    private static int number(LogStream stream) {
        return switch (stream) {
            case STDOUT -> 1;
            case STDERR -> 2;
            case SYSTEM -> 3;
            case UNRECOGNIZED -> 0;
        };
    }

    private static int number(Step step) {
        return switch (step) {
            case PREPARE -> 1;
            case GENERATE -> 2;
            case VERIFY -> 3;
            case PUBLISH -> 4;
            case CLEANUP -> 5;
            case UNRECOGNIZED -> 0;
        };
    }
}
