package dev.sia.cli.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.log.LogSpool;
import dev.sia.cli.agent.mask.Secrets;
import dev.sia.cli.agent.process.OutputSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:30:00.123456Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void stampsLinesWithStreamStepAndTime() throws IOException {
        LogSpool spool = new LogSpool(directory, 10_000, PATIENCE, () -> {});
        new AttemptLog(spool, Clock.fixed(NOW.plusNanos(789), ZoneOffset.UTC), 100, Secrets.NONE.masker())
                .system(Step.STEP_VERIFY, "first\nsecond");
        assertThat(spool.read(1, 10, 1000))
                .containsExactly(
                        line(LogStream.LOG_STREAM_SYSTEM, Step.STEP_VERIFY, "first", false),
                        line(LogStream.LOG_STREAM_SYSTEM, Step.STEP_VERIFY, "second", false));
    }

    @Test
    void keepsEditedLinesWithinTheLimit() throws IOException {
        LogSpool spool = new LogSpool(directory, 10_000, PATIENCE, () -> {});
        List<String> seen = new ArrayList<>();
        OutputSink sink = new AttemptLog(spool, Clock.fixed(NOW, ZoneOffset.UTC), 20, Secrets.NONE.masker())
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

    @Test
    void masksSecretsBeforeAnythingSeesThemWhateverTheReads() throws IOException {
        LogSpool spool = new LogSpool(directory, 10_000, PATIENCE, () -> {});
        AttemptLog log = new AttemptLog(
                spool,
                Clock.fixed(NOW, ZoneOffset.UTC),
                12,
                Secrets.of(List.of("opensesame", "first line\nsecond line")).masker());
        List<String> seen = new ArrayList<>();
        OutputSink sink =
                log.sink(LogStream.LOG_STREAM_STDOUT, Step.STEP_GENERATE, UnaryOperator.identity(), seen::add);
        for (byte next : "key=opensesame!\n<first line\r\nsecond line>\nopensesam".getBytes(StandardCharsets.UTF_8)) {
            sink.write(new byte[] {next}, 1);
        }
        sink.end();
        log.system(Step.STEP_GENERATE, "said opensesame");
        assertThat(seen).containsExactly("key=***!", "<***>", "opensesam");
        assertThat(spool.read(1, 10, 1000))
                .extracting(LogLine::getText)
                .containsExactly("key=***!", "<***>", "opensesam", "said ***");
    }

    @Test
    void marksWhatItRepaired() throws IOException {
        LogSpool spool = new LogSpool(directory, 10_000, PATIENCE, () -> {});
        OutputSink sink = new AttemptLog(spool, Clock.fixed(NOW, ZoneOffset.UTC), 100, Secrets.NONE.masker())
                .sink(LogStream.LOG_STREAM_STDOUT, Step.STEP_GENERATE, UnaryOperator.identity(), line -> {});
        sink.write(new byte[] {'a', 0, '\n', 'b'}, 4);
        sink.end();
        assertThat(spool.read(1, 10, 1000))
                .extracting(LogLine::getText, LogLine::getRepaired)
                .containsExactly(tuple("a\uFFFD", true), tuple("b", false));
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
