package dev.sia.cli.agent.attempt;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.log.LineSplitter;
import dev.sia.cli.agent.log.LogSpool;
import dev.sia.cli.agent.process.OutputSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Writes an attempt's log: the lines of its commands and the agent's own. */
final class AttemptLog {
    private final LogSpool spool;
    private final Clock clock;
    private final int maxLineBytes;

    AttemptLog(LogSpool spool, Clock clock, int maxLineBytes) {
        this.spool = spool;
        this.clock = clock;
        this.maxLineBytes = maxLineBytes;
    }

    /** Says something of the agent's own. */
    void system(Step step, String text) throws IOException {
        LineSplitter splitter = new LineSplitter(
                maxLineBytes, (line, continued) -> append(LogStream.LOG_STREAM_SYSTEM, step, line, continued));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        splitter.write(bytes, bytes.length);
        splitter.end();
    }

    /** Takes a command's output, line by line; what {@code edit} makes of a line is written and shown to the observer. */
    OutputSink sink(LogStream stream, Step step, UnaryOperator<String> edit, Consumer<String> observer) {
        LineSplitter splitter = new LineSplitter(maxLineBytes, (line, continued) -> {
            String text = edit.apply(line);
            observer.accept(text);
            appendCut(stream, step, text, continued);
        });
        return new OutputSink() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                splitter.write(bytes, length);
            }

            @Override
            public void end() throws IOException {
                splitter.end();
            }
        };
    }

    /** Editing may have made a line too long again. */
    private void appendCut(LogStream stream, Step step, String text, boolean continued) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxLineBytes) {
            append(stream, step, text, continued);
            return;
        }
        LineSplitter splitter =
                new LineSplitter(maxLineBytes, (piece, more) -> append(stream, step, piece, more || continued));
        splitter.write(bytes, bytes.length);
        splitter.end();
    }

    private void append(LogStream stream, Step step, String text, boolean continued) throws IOException {
        spool.append(LogLine.newBuilder()
                .setAt(timestamp(clock.instant()))
                .setStream(stream)
                .setStep(step)
                .setText(text)
                .setContinued(continued)
                .build());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
