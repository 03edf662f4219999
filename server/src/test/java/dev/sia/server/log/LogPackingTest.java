package dev.sia.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.job.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPackingTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsPackedComesBack(long seed) {
        Random random = new Random(seed);
        List<LogLine> lines = randomLines(random, 1 + random.nextInt(300));
        LogChunk chunk = LogPacking.pack(lines);
        assertThat(LogPacking.unpack(chunk, 0, Long.MAX_VALUE)).isEqualTo(lines);
        int from = random.nextInt(lines.size());
        int to = from + random.nextInt(lines.size() - from);
        assertThat(LogPacking.unpack(chunk, lines.get(from).seq(), lines.get(to).seq()))
                .isEqualTo(lines.subList(from, to + 1));
        assertThat(LogPacking.unpack(chunk, chunk.lastSeq() + 1, Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void largeOnesAreCompressedAndSmallOnesAreNot() {
        LogChunk small = LogPacking.pack(sameLines(1));
        LogChunk large = LogPacking.pack(sameLines(500));
        assertThat(small.encoding()).isEqualTo(LogPacking.PACKED);
        assertThat(large.encoding()).isEqualTo(LogPacking.COMPRESSED);
        assertThat(large.data().length).isLessThan(large.plainBytes() / 4);
    }

    @Test
    void chunkKnowsWhichKindsItHas() {
        Instant at = Instant.EPOCH;
        LogChunk chunk = LogPacking.pack(List.of(
                LogLine.of(1, at, LogStream.STDERR, Step.VERIFY, "a"),
                LogLine.of(2, at, LogStream.SYSTEM, Step.VERIFY, "b")));
        assertThat(chunk.kinds())
                .isEqualTo(LogKinds.bit(LogStream.STDERR) | LogKinds.bit(LogStream.SYSTEM) | LogKinds.bit(Step.VERIFY));
    }

    static List<LogLine> sameLines(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(seq -> LogLine.of(
                        seq, Instant.EPOCH.plusMillis(seq), LogStream.STDOUT, Step.GENERATE, "compiling module " + seq))
                .toList();
    }

    private static List<LogLine> randomLines(Random random, int count) {
        List<LogLine> lines = new ArrayList<>();
        long first = 1L + random.nextInt(1_000_000);
        for (int index = 0; index < count; index++) {
            // Clocks may go backwards, and texts hold anything.
            Instant at = Instant.ofEpochSecond(
                    random.nextLong(-62_000_000_000L, 250_000_000_000L), random.nextInt(1000) * 1000L);
            lines.add(new LogLine(
                    first + index,
                    at,
                    LogStream.values()[random.nextInt(3)],
                    Step.values()[random.nextInt(5)],
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextInt(4) == 0 ? random.nextLong(1, Long.MAX_VALUE) : 0,
                    text(random)));
        }
        return lines;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(200);
        for (int index = 0; index < length; index++) {
            int point = random.nextInt(5) == 0 ? random.nextInt(0x10FFFF) : 1 + random.nextInt(126);
            text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
        }
        return text.toString();
    }
}
