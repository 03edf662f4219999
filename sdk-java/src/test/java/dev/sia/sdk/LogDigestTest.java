package dev.sia.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LogDigestTest {
    private static final LogDigest.Entry FIRST =
            new LogDigest.Entry(Instant.parse("2026-11-23T09:30:00.123456Z"), 1, 2, true, false, 0, "Grüße");

    @Test
    void isThatOfTheContractsTestVector() {
        assertThat(hex(new LogDigest.Entry(Instant.ofEpochSecond(1), 1, 2, false, false, 0, "hello")))
                .isEqualTo("5cd4aedabdade333637285dbf14a35760de64f3951c5912ff80406f24a8ae2b1");
    }

    @Test
    void isThatOfTheFurtherTestVectors() {
        LogDigest digest = new LogDigest();
        assertThat(digest.hex()).isEqualTo("0".repeat(64));
        digest.add(FIRST);
        assertThat(digest.hex()).isEqualTo("1972655d0343b425182d1a404dc5f6fae2489e75bc0041e2dbd05ebd6a95416d");
        digest.add(new LogDigest.Entry(Instant.parse("2026-11-23T09:30:01Z"), 3, 3, false, false, 7, ""));
        assertThat(digest.hex()).isEqualTo("c9496f9fca969429a7d23ecf2fde9608f447c2f4931df3f751a95cc3529380d5");
        assertThat(digest.value()).hasSize(32);
    }

    @Test
    void dependsOnEveryPartOfARecordAndNotOnLessThanAMicrosecond() {
        List<UnaryOperator<LogDigest.Entry>> changes = List.of(
                it -> with(it.at().plusNanos(1_000), it.stream(), it.step(), it, it.text()),
                it -> with(it.at(), 2, it.step(), it, it.text()),
                it -> with(it.at(), it.stream(), 3, it, it.text()),
                it -> new LogDigest.Entry(it.at(), 1, 2, false, false, 0, it.text()),
                it -> new LogDigest.Entry(it.at(), 1, 2, true, true, 0, it.text()),
                it -> new LogDigest.Entry(it.at(), 1, 2, true, false, 1, it.text()),
                it -> with(it.at(), it.stream(), it.step(), it, "Grüss"));
        assertThat(changes)
                .map(change -> hex(change.apply(FIRST)))
                .doesNotHaveDuplicates()
                .doesNotContain(hex(FIRST));
        assertThat(hex(with(FIRST.at().plusNanos(999), 1, 2, FIRST, FIRST.text())))
                .isEqualTo(hex(FIRST));
    }

    private static LogDigest.Entry with(Instant at, int stream, int step, LogDigest.Entry rest, String text) {
        return new LogDigest.Entry(at, stream, step, rest.continued(), rest.repaired(), rest.droppedLines(), text);
    }

    private static String hex(LogDigest.Entry entry) {
        LogDigest digest = new LogDigest();
        digest.add(entry);
        return digest.hex();
    }
}
