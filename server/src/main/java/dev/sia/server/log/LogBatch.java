package dev.sia.server.log;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Consecutive records, packed for storing. Packing costs time: it is done before any lock is taken. */
public final class LogBatch {
    private final List<LogLine> lines;
    private final LogChunk chunk;

    private LogBatch(List<LogLine> lines) {
        if (lines.isEmpty() || lines.getFirst().seq() < 1) {
            throw new IllegalArgumentException("Records are numbered from 1, and a batch has at least one");
        }
        this.lines = lines;
        this.chunk = LogPacking.pack(lines);
    }

    /** @param lines at least one, with numbers that follow each other */
    public static LogBatch of(List<LogLine> lines) {
        return new LogBatch(List.copyOf(lines));
    }

    /** The records with greater numbers, of which there is at least one. */
    public LogBatch after(long seq) {
        return seq < firstSeq() ? this : of(lines.subList((int) (seq + 1 - firstSeq()), lines.size()));
    }

    public long firstSeq() {
        return chunk.firstSeq();
    }

    public long lastSeq() {
        return chunk.lastSeq();
    }

    List<LogLine> lines() {
        return lines;
    }

    LogChunk chunk() {
        return chunk;
    }

    long textBytes() {
        return lines.stream()
                .mapToLong(line -> line.text().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    long droppedLines() {
        return lines.stream().mapToLong(LogLine::droppedLines).sum();
    }
}
