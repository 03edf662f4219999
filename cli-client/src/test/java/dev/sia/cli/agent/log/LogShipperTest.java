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

    @TempDir
    private Path directory;

    private LogSpool spool;
    private LogShipper shipper;
    private long now;

    @BeforeEach
    void start() {
        spool = new LogSpool(directory, 100_000, () -> {});
        shipper = new LogShipper(spool, () -> now);
    }

    @Test
    void sendsALineAtOnceWhenIdle() throws IOException {
        append(1);
        assertThat(next()).isEqualTo("1-1");
        append(1);
        assertThat(next()).isEqualTo("2-2");
        assertThat(next()).isEqualTo("none");
    }

    @Test
    void gathersLinesWhileTheWindowIsFull() throws IOException {
        for (int i = 1; i <= 4; i++) {
            append(1);
            assertThat(next()).isEqualTo(i + "-" + i);
        }
        append(3);
        assertThat(next()).isEqualTo("none");
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

    private String next() throws IOException {
        Optional<LogShipper.Batch> batch = shipper.next(LIMITS);
        return batch.map(b -> b.firstSeq() + "-" + (b.firstSeq() + b.lines().size() - 1))
                .orElse("none");
    }
}
