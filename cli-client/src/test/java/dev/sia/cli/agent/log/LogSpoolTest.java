package dev.sia.cli.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private LogSpool spool(long capacity) {
        return new LogSpool(directory, capacity, changes::incrementAndGet);
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
        return LogLine.newBuilder().setText(text).build();
    }
}
