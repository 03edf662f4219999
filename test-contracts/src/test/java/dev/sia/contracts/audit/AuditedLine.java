package dev.sia.contracts.audit;

import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.model.LogLine;
import java.time.Instant;
import java.util.Locale;

/** Everything that a log record says, however it was told. Stream and step are the words of the JSON interfaces. */
record AuditedLine(
        long seq,
        Instant at,
        String stream,
        String step,
        boolean continued,
        boolean repaired,
        long droppedLines,
        String text) {
    /** As an agent sends it. */
    static AuditedLine of(long seq, dev.sia.api.agent.v1.LogLine line) {
        return new AuditedLine(
                seq,
                Instant.ofEpochSecond(line.getAt().getSeconds(), line.getAt().getNanos()),
                word(line.getStream()),
                word(line.getStep()),
                line.getContinued(),
                line.getRepaired(),
                line.getDroppedLines(),
                line.getText());
    }

    /** As a reader gets it. */
    static AuditedLine of(LogLine line) {
        return new AuditedLine(
                line.getSeq(),
                line.getAt(),
                line.getStream().value(),
                line.getStep().value(),
                Boolean.TRUE.equals(line.getContinued()),
                Boolean.TRUE.equals(line.getRepaired()),
                line.getDropped() == null ? 0 : line.getDropped().getLines(),
                line.getText());
    }

    private static String word(LogStream stream) {
        return stream.name().substring("LOG_STREAM_".length()).toLowerCase(Locale.ROOT);
    }

    private static String word(Step step) {
        return step.name().substring("STEP_".length()).toLowerCase(Locale.ROOT);
    }
}
