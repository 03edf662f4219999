package dev.sia.cli.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.api.agent.v1.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogShipperTest {
    private static final LogLimits LIMITS = new LogLimits(3, 1000, 100);
    private static final LogLimits ROOMY = new LogLimits(500, 256 * 1024, 100);

    @TempDir
    private Path directory;

    private LogSpool spool;
    private LogShipper shipper;
    private long now;

    @BeforeEach
    void start() {
        spool = new LogSpool(directory, 100_000, Duration.ofSeconds(30), () -> {});
        shipper = new LogShipper(spool, () -> now);
    }

    @Test
    void sendsALineAtOnceWhenNothingWasSentALittleBefore() throws IOException {
        now = Duration.ofHours(1).toNanos();
        append(1);
        assertThat(next()).isEqualTo("1-1");
        shipper.acknowledged(1);
        elapse(8);
        append(1);
        assertThat(next()).isEqualTo("2-2");
    }

    @Test
    void gathersATrickleForSomeMilliseconds() throws IOException {
        append(1);
        assertThat(next()).isEqualTo("1-1");
        assertThat(shipper.lingersForNanos()).as("nothing waits").isEmpty();
        shipper.acknowledged(1);
        elapse(5);
        append(2);
        assertThat(shipper.next(ROOMY)).isEmpty();
        assertThat(shipper.lingersForNanos()).hasValue(Duration.ofMillis(3).toNanos());
        elapse(3);
        assertThat(shipper.lingersForNanos()).isEmpty();
        assertThat(shipper.next(ROOMY)).map(batch -> batch.lines().size()).contains(2);
    }

    @Test
    void makesNoMoreThanOneBatchInEightMillisecondsOfATrickle() throws IOException {
        int batches = 0;
        for (int millis = 0; millis < 1_000; millis++) {
            if (millis % 5 == 0) {
                append(1);
            }
            batches += shipper.next(ROOMY).isPresent() ? 1 : 0;
            shipper.acknowledged(spool.lastSeq());
            elapse(1);
        }
        assertThat(spool.lastSeq()).isEqualTo(200);
        assertThat(batches).isBetween(50, 125);
    }

    @Test
    void neverLingersAtFullSpeed() throws IOException {
        append(9);
        assertThat(next()).as("left more behind").isEqualTo("1-3");
        append(1);
        assertThat(next()).isEqualTo("4-6");
        assertThat(next()).isEqualTo("7-9");
        assertThat(next()).isEqualTo("10-10");
        shipper.acknowledged(10);
        append(1);
        assertThat(next()).as("half a batch is there").isEqualTo("11-11");
    }

    @Test
    void gathersLinesWhileTheWindowIsFull() throws IOException {
        for (int i = 1; i <= 4; i++) {
            append(1);
            assertThat(next()).isEqualTo(i + "-" + i);
            elapse(8);
        }
        append(3);
        assertThat(next()).isEqualTo("none");
        assertThat(shipper.lingersForNanos()).isEmpty();
        shipper.acknowledged(1);
        assertThat(next()).isEqualTo("5-7");
    }

    @Test
    void takesOneAcknowledgementForManyBatches() throws IOException {
        append(12);
        for (String batch : new String[] {"1-3", "4-6", "7-9", "10-12"}) {
            assertThat(next()).isEqualTo(batch);
        }
        shipper.acknowledged(9);
        assertThat(shipper.ackedSeq()).isEqualTo(9);
        append(3);
        assertThat(next()).isEqualTo("13-15");
    }

    @Test
    void sendsAgainOnceWhenAnAcknowledgementIsRepeated() throws IOException {
        append(9);
        assertThat(next()).isEqualTo("1-3");
        shipper.acknowledged(3);
        assertThat(next()).isEqualTo("4-6");
        assertThat(next()).isEqualTo("7-9");
        shipper.acknowledged(3);
        assertThat(next()).isEqualTo("4-6");
        assertThat(next()).isEqualTo("7-9");
        shipper.acknowledged(3);
        assertThat(next()).isEqualTo("none");
        shipper.acknowledged(6);
        shipper.acknowledged(6);
        assertThat(next()).isEqualTo("7-9");
    }

    @Test
    void sendsAgainWhenNothingIsAcknowledgedForLong() throws IOException {
        append(2);
        assertThat(next()).isEqualTo("1-2");
        now = Duration.ofSeconds(14).toNanos();
        assertThat(next()).isEqualTo("none");
        now = Duration.ofSeconds(16).toNanos();
        assertThat(next()).isEqualTo("1-2");
    }

    @Test
    void startsANewSessionAfterWhatIsStored() throws IOException {
        append(6);
        assertThat(next()).isEqualTo("1-3");
        assertThat(next()).isEqualTo("4-6");
        shipper.restart(2);
        assertThat(next()).isEqualTo("3-5");
    }

    @Test
    void cannotGoOnWhenTheServerLostWhatItAcknowledged() throws IOException {
        append(3);
        assertThat(next()).isEqualTo("1-3");
        shipper.acknowledged(3);
        assertThatThrownBy(() -> shipper.restart(1))
                .isInstanceOf(IOException.class)
                .hasMessage("the server acknowledged line 3 and now has only 1");
    }

    @Test
    void doesNotBelieveInLinesThatItNeverSent() throws IOException {
        append(1);
        shipper.acknowledged(99);
        assertThat(shipper.ackedSeq()).isEqualTo(1);
    }

    private void append(int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            spool.append(LogLine.newBuilder().setText("x").build());
        }
    }

    private void elapse(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    private String next() throws IOException {
        Optional<LogShipper.Batch> batch = shipper.next(LIMITS);
        return batch.map(b -> b.firstSeq() + "-" + (b.firstSeq() + b.lines().size() - 1))
                .orElse("none");
    }
}
