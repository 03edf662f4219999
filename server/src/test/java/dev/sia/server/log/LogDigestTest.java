package dev.sia.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.job.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogDigestTest {
    private static final LogLine HELLO =
            LogLine.of(1, Instant.ofEpochSecond(1), LogStream.STDOUT, Step.GENERATE, "hello");

    /** Agents are made from what the contract says. */
    @Test
    void isWhatTheContractGivesAsExample() throws Exception {
        String contract = Files.readString(Path.of("../contracts/proto/sia/agent/v1/agent.proto"));
        assertThat(contract).contains(LogDigest.EMPTY.extended(List.of(HELLO)).hex());
    }

    @Test
    void everythingOfARecordCounts() {
        Set<String> digests = new HashSet<>();
        List<LogLine> variants = List.of(
                HELLO,
                LogLine.of(1, Instant.ofEpochSecond(1, 1000), LogStream.STDOUT, Step.GENERATE, "hello"),
                LogLine.of(1, Instant.ofEpochSecond(1), LogStream.STDERR, Step.GENERATE, "hello"),
                LogLine.of(1, Instant.ofEpochSecond(1), LogStream.STDOUT, Step.VERIFY, "hello"),
                LogLine.of(1, Instant.ofEpochSecond(1), LogStream.STDOUT, Step.GENERATE, "hellO"),
                new LogLine(1, Instant.ofEpochSecond(1), LogStream.STDOUT, Step.GENERATE, true, false, 0, "hello"),
                new LogLine(1, Instant.ofEpochSecond(1), LogStream.STDOUT, Step.GENERATE, false, true, 0, "hello"),
                new LogLine(1, Instant.ofEpochSecond(1), LogStream.STDOUT, Step.GENERATE, false, false, 1, "hello"));
        variants.forEach(
                line -> digests.add(LogDigest.EMPTY.extended(List.of(line)).hex()));
        assertThat(digests).hasSameSizeAs(variants);
    }

    @Test
    void doesNotDependOnBatches() {
        List<LogLine> lines = LogPackingTest.sameLines(10);
        LogDigest inTwo = LogDigest.EMPTY.extended(lines.subList(0, 3)).extended(lines.subList(3, 10));
        assertThat(inTwo).isEqualTo(LogDigest.EMPTY.extended(lines));
        assertThat(inTwo).isNotEqualTo(LogDigest.EMPTY.extended(lines.reversed()));
    }
}
