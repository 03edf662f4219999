package dev.sia.cli.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.sdk.LogDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSpoolTest {
    @TempDir
    private Path directory;

    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void numbersLinesFromOneAndTellsOfEach() throws IOException {
        LogSpool spool = spool(10_000);
        assertThat(spool.lastSeq()).isZero();
        assertThat(spool.append(line("a"))).isEqualTo(1);
        assertThat(spool.append(line("b"))).isEqualTo(2);
        assertThat(changes).hasValue(2);
        assertThat(texts(spool.read(1, 10, 1000))).containsExactly("a", "b");
    }

    @Test
    void readsWithinBoundsButAtLeastOneLine() throws IOException {
        LogSpool spool = spool(10_000);
        for (String text : List.of("1111", "2222", "3333")) {
            spool.append(line(text));
        }
        assertThat(texts(spool.read(1, 2, 1000))).containsExactly("1111", "2222");
        assertThat(texts(spool.read(2, 9, 7))).containsExactly("2222");
        assertThat(texts(spool.read(3, 9, 1))).containsExactly("3333");
        assertThat(spool.read(4, 9, 1000)).isEmpty();
    }

    @Test
    void readsAgainFromAnyUnacknowledgedLineAcrossFiles() throws IOException {
        LogSpool spool = spool(16_000);
        for (int i = 1; i <= 300; i++) {
            spool.append(line("line " + i));
        }
        spool.acknowledge(120);
        for (long seq : new long[] {299, 121, 200, 121, 300}) {
            assertThat(texts(spool.read(seq, 1, 1000))).containsExactly("line " + seq);
        }
        assertThat(spool.read(121, 1000, 100_000)).hasSize(180);
        assertThat(files()).isGreaterThan(1);
    }

    @Test
    void blocksWhenFullAndGoesOnWhenTheServerHasStoredSome() throws Exception {
        LogSpool spool = spool(1_000);
        CompletableFuture<Long> writer =
                CompletableFuture.supplyAsync(() -> fill(spool, 500), Thread::startVirtualThread);
        await().until(() -> spool.bytes() > 900);
        long blockedAt = spool.lastSeq();
        assertThat(spool.bytes()).isLessThanOrEqualTo(1_000);
        assertThat(writer).isNotDone();
        for (long acked = blockedAt; !writer.isDone(); acked = spool.lastSeq()) {
            assertThat(spool.bytes()).isLessThanOrEqualTo(1_000);
            spool.acknowledge(acked);
        }
        assertThat(writer.get()).isEqualTo(500);
        assertThat(texts(spool.read(500, 1, 100))).containsExactly("line 500");
    }

    @Test
    void takesALineThatIsLargerThanItselfWhenItIsEmpty() throws IOException {
        LogSpool spool = spool(100);
        assertThat(spool.append(line("x".repeat(500)))).isEqualTo(1);
        spool.acknowledge(1);
        assertThat(spool.append(line("y".repeat(500)))).isEqualTo(2);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void releasesABlockedWriterAndItsFilesWhenClosed() throws Exception {
        LogSpool spool = spool(200);
        CompletableFuture<Long> writer =
                CompletableFuture.supplyAsync(() -> fill(spool, 500), Thread::startVirtualThread);
        await().until(() -> spool.bytes() > 150);
        spool.close();
        assertThatThrownBy(writer::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(SpoolClosedException.class);
        assertThat(files()).isZero();
    }

    @Test
    void dropsAndCountsWhenFullAndNothingIsAcknowledgedForTooLong() throws Exception {
        LogSpool spool = spool(4_000, Duration.ofMillis(200));
        long started = System.nanoTime();
        long kept = 0;
        while (spool.append(line("line " + (kept + 1))) != LogSpool.DROPPED) {
            kept++;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        long begun = System.nanoTime();
        for (int i = 0; i < 99; i++) {
            assertThat(spool.append(line("lost"))).isEqualTo(LogSpool.DROPPED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("no more waiting")
                .isLessThan(Duration.ofSeconds(5));
        assertThat(spool.lastSeq()).isEqualTo(kept);
        assertThat(spool.bytes()).isLessThanOrEqualTo(4_000);

        spool.acknowledge(kept);
        assertThat(spool.lastSeq())
                .as("the record of the drop, without another line")
                .isEqualTo(kept + 1);
        assertThat(spool.append(line("after"))).isEqualTo(kept + 2);
        List<LogLine> rest = spool.read(kept + 1, 10, 10_000);
        assertThat(rest).extracting(LogLine::getDroppedLines).containsExactly(100L, 0L);
        assertThat(rest.getFirst().getStream()).isEqualTo(LogStream.LOG_STREAM_SYSTEM);
        assertThat(rest.getFirst().getStep()).isEqualTo(Step.STEP_VERIFY);
        assertThat(rest.getFirst().getText())
                .isEqualTo(
                        "100 lines were dropped here: the agent's log spool was full and the server had acknowledged nothing"
                                + " for 0 s");
    }

    @Test
    void waitsAgainOnceTheServerAcknowledgesAlthoughThereIsNoRoomYet() throws Exception {
        LogSpool spool = spool(16_000, Duration.ofSeconds(3));
        long kept = 0;
        while (spool.append(line("line " + (kept + 1))) != LogSpool.DROPPED) {
            kept++;
        }
        spool.acknowledge(1);
        CompletableFuture<Long> writer =
                CompletableFuture.supplyAsync(() -> fill(spool, 1), Thread::startVirtualThread);
        await().during(Duration.ofMillis(100)).until(() -> !writer.isDone());
        spool.acknowledge(kept);
        assertThat(writer.get()).isEqualTo(kept + 2);
        assertThat(spool.read(kept + 1, 1, 1_000).getFirst().getDroppedLines()).isEqualTo(1);
    }

    @Test
    void recordsWhatWasDroppedAtTheEndEvenWithoutRoomAndTakesNoMore() throws Exception {
        LogSpool spool = spool(4_000, Duration.ofMillis(50));
        long kept = 0;
        while (spool.append(line("line " + (kept + 1))) != LogSpool.DROPPED) {
            kept++;
        }
        spool.finish();
        assertThat(spool.lastSeq()).isEqualTo(kept + 1);
        assertThat(spool.read(kept + 1, 1, 1_000).getFirst().getDroppedLines()).isEqualTo(1);
        byte[] digest = spool.digest();
        assertThatThrownBy(() -> spool.append(line("late"))).isInstanceOf(SpoolClosedException.class);
        spool.finish();
        spool.acknowledge(kept + 1);
        assertThat(spool.lastSeq()).isEqualTo(kept + 1);
        assertThat(spool.digest()).isEqualTo(digest);
    }

    @Test
    void keepsTheDigestOfAllThatItNumbered() throws Exception {
        LogSpool spool = spool(4_000, Duration.ofMillis(50));
        LogDigest expected = new LogDigest();
        long kept = 0;
        while (spool.append(line("line " + (kept + 1))) != LogSpool.DROPPED) {
            kept++;
        }
        for (LogLine line : spool.read(1, 10_000, 1_000_000)) {
            expected.add(Records.digested(line));
        }
        assertThat(spool.digest()).isEqualTo(expected.value());
        spool.acknowledge(kept);
        spool.append(line("after"));
        for (LogLine line : spool.read(kept + 1, 10, 10_000)) {
            expected.add(Records.digested(line));
        }
        assertThat(spool.digest()).isEqualTo(expected.value());
    }

    private LogSpool spool(long capacity) {
        return spool(capacity, Duration.ofMinutes(10));
    }

    private LogSpool spool(long capacity, Duration patience) {
        return new LogSpool(directory, capacity, patience, changes::incrementAndGet);
    }

    private static long fill(LogSpool spool, int lines) {
        try {
            long seq = 0;
            for (int i = 1; i <= lines; i++) {
                seq = spool.append(line("line " + i));
            }
            return seq;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::getText).toList();
    }

    private static LogLine line(String text) {
        return LogLine.newBuilder().setStep(Step.STEP_VERIFY).setText(text).build();
    }
}
