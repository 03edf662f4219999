package dev.sia.cli.agent.attempt;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.log.LineSplitter;
import dev.sia.cli.agent.log.LogSpool;
import dev.sia.cli.agent.mask.Masker;
import dev.sia.cli.agent.mask.MaskingStream;
import dev.sia.cli.agent.process.OutputSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Writes an attempt's log: the lines of its commands and the agent's own, without the secrets that the agent knows. */
final class AttemptLog {
    private final LogSpool spool;
    private final Clock clock;
    private final int maxLineBytes;
    private final Masker masker;

    AttemptLog(LogSpool spool, Clock clock, int maxLineBytes, Masker masker) {
        this.spool = spool;
        this.clock = clock;
        this.maxLineBytes = maxLineBytes;
        this.masker = masker;
    }

    /** Says something of the agent's own. */
    void system(Step step, String text) throws IOException {
        OutputSink sink = sink(LogStream.LOG_STREAM_SYSTEM, step, UnaryOperator.identity(), line -> {});
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, bytes.length);
        sink.end();
    }

    /**
     * Takes a command's output. Secrets are replaced in the bytes, before anything else sees them; then, line by line, what
     * {@code edit} makes of a line is written and shown to the observer.
     */
    OutputSink sink(LogStream stream, Step step, UnaryOperator<String> edit, Consumer<String> observer) {
        LineSplitter splitter = new LineSplitter(maxLineBytes, line -> {
            String text = edit.apply(line.text());
            observer.accept(text);
            appendCut(stream, step, new LineSplitter.Line(text, line.continued(), line.repaired()));
        });
        MaskingStream masking = new MaskingStream(masker, splitter::write);
        return new OutputSink() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                masking.write(bytes, length);
            }

            @Override
            public void end() throws IOException {
                masking.end();
                splitter.end();
            }
        };
    }

    /** Editing may have made a line too long again. */
    private void appendCut(LogStream stream, Step step, LineSplitter.Line line) throws IOException {
        byte[] bytes = line.text().getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxLineBytes) {
            append(stream, step, line);
            return;
        }
        LineSplitter splitter = new LineSplitter(
                maxLineBytes,
                piece -> append(
                        stream,
                        step,
                        new LineSplitter.Line(piece.text(), piece.continued() || line.continued(), line.repaired())));
        splitter.write(bytes, bytes.length);
        splitter.end();
    }

    private void append(LogStream stream, Step step, LineSplitter.Line line) throws IOException {
        spool.append(LogLine.newBuilder()
                .setAt(timestamp(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .setStream(stream)
                .setStep(step)
                .setText(line.text())
                .setContinued(line.continued())
                .setRepaired(line.repaired())
                .build());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
