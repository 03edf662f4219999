package dev.sia.cli.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.log.LogSpool;
import dev.sia.cli.agent.process.OutputSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:30:00.123Z");

    @TempDir
    private Path directory;

    @Test
    void stampsLinesWithStreamStepAndTime() throws IOException {
        LogSpool spool = new LogSpool(directory, 10_000, () -> {});
        new AttemptLog(spool, Clock.fixed(NOW, ZoneOffset.UTC), 100).system(Step.STEP_VERIFY, "first\nsecond");
        assertThat(spool.read(1, 10, 1000))
                .containsExactly(
                        line(LogStream.LOG_STREAM_SYSTEM, Step.STEP_VERIFY, "first", false),
                        line(LogStream.LOG_STREAM_SYSTEM, Step.STEP_VERIFY, "second", false));
    }

    @Test
    void keepsEditedLinesWithinTheLimit() throws IOException {
        LogSpool spool = new LogSpool(directory, 10_000, () -> {});
        List<String> seen = new ArrayList<>();
        OutputSink sink = new AttemptLog(spool, Clock.fixed(NOW, ZoneOffset.UTC), 20)
                .sink(LogStream.LOG_STREAM_STDERR, Step.STEP_PREPARE, RepositoryUrls::masked, seen::add);
        byte[] bytes = "git://a@example.com\n".getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, bytes.length);
        sink.end();
        assertThat(seen).containsExactly("git://***@example.com");
        assertThat(spool.read(1, 10, 1000))
                .containsExactly(
                        line(LogStream.LOG_STREAM_STDERR, Step.STEP_PREPARE, "git://***@example.co", true),
                        line(LogStream.LOG_STREAM_STDERR, Step.STEP_PREPARE, "m", false));
    }

    private static LogLine line(LogStream stream, Step step, String text, boolean continued) {
        return LogLine.newBuilder()
                .setAt(AttemptLog.timestamp(NOW))
                .setStream(stream)
                .setStep(step)
                .setText(text)
                .setContinued(continued)
                .build();
    }
}
