package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrameRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FrameRate rate = new FrameRate(0);

    private int taken(int offered, long now) {
        int taken = 0;
        for (int frame = 0; frame < offered; frame++) {
            taken += rate.take(now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void manyAtOnceThenSoManyASecond() {
        assertThat(taken(1_000, 0)).isEqualTo(FrameRate.BURST);
        assertThat(taken(1_000, SECOND)).isEqualTo(FrameRate.PER_SECOND);
        assertThat(taken(1_000, 3 * SECOND)).isEqualTo(2 * FrameRate.PER_SECOND);
    }

    @Test
    void patienceIsNotSavedUpForEver() {
        assertThat(taken(1_000, 1_000_000 * SECOND)).isEqualTo(FrameRate.BURST);
    }
}
