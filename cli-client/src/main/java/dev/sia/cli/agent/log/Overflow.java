package dev.sia.cli.agent.log;

import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Decides when a full spool drops lines, and counts them. Guarded by its spool. */
final class Overflow {
    /** More than a record of dropped lines takes. */
    static final int RECORD_BYTES = 256;

    private final Duration patience;
    private final LongSupplier nanoTime;
    private long progressAt;
    private long dropped;
    private LogLine lastDropped = LogLine.getDefaultInstance();

    Overflow(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.progressAt = nanoTime.getAsLong();
    }

    /** The server acknowledged something. */
    void progress() {
        progressAt = nanoTime.getAsLong();
    }

    /** The present, for {@link #patienceNanos}. */
    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * How long a writer that began to wait at a time still waits. A spool that filled up only now gives the server the whole time; one that drops lines already
     * none, until the server acknowledges again.
     */
    long patienceNanos(long waitingSince) {
        long since = any() || progressAt - waitingSince > 0 ? progressAt : waitingSince;
        return since + patience.toNanos() - nanoTime.getAsLong();
    }

    void drop(LogLine line) {
        dropped++;
        lastDropped = line;
    }

    /** Whether lines were dropped that no record tells of. */
    boolean any() {
        return dropped > 0;
    }

    /** Tells of them, at the place and time of the last. */
    LogLine record() {
        return LogLine.newBuilder()
                .setAt(lastDropped.getAt())
                .setStream(LogStream.LOG_STREAM_SYSTEM)
                .setStep(lastDropped.getStep())
                .setText(dropped + (dropped == 1 ? " line was" : " lines were")
                        + " dropped here: the agent's log spool was full and the server had acknowledged nothing for "
                        + patience.toSeconds() + " s")
                .setDroppedLines(dropped)
                .build();
    }

    void recorded() {
        dropped = 0;
        lastDropped = LogLine.getDefaultInstance();
    }
}
