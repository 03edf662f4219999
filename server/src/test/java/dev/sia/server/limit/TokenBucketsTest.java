package dev.sia.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final Rate FIVE_IN_TEN_SECONDS = new Rate(5, Duration.ofSeconds(10));

    /** Near the end of what a long holds, where sums run over. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());

    private final TokenBuckets buckets = new TokenBuckets(FIVE_IN_TEN_SECONDS, 3, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private int takeAll(Object key) {
        int taken = 0;
        while (buckets.take(key).granted()) {
            taken++;
        }
        return taken;
    }

    @Test
    void givesAsManyAtOnceAsTheRateHas() {
        assertThat(takeAll("a")).isEqualTo(5);
        assertThat(takeAll("b")).isEqualTo(5);
    }

    @Test
    void givesBackEvenlyOverTheWindow() {
        takeAll("a");
        pass(Duration.ofMillis(1_999));
        assertThat(buckets.take("a").granted()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(buckets.take("a").granted()).isTrue();
        assertThat(buckets.take("a").granted()).isFalse();
        pass(Duration.ofSeconds(1_000));
        assertThat(takeAll("a")).isEqualTo(5);
    }

    @Test
    void tellsHowItStands() {
        Quota first = buckets.take("a");
        assertThat(first).isEqualTo(new Quota(true, 4, Duration.ofSeconds(2), Duration.ZERO));
        takeAll("a");
        pass(Duration.ofMillis(500));
        assertThat(buckets.look("a"))
                .isEqualTo(new Quota(false, 0, Duration.ofMillis(9_500), Duration.ofMillis(1_500)));
    }

    @Test
    void aRefusedRequestCostsNothing() {
        takeAll("a");
        for (int i = 0; i < 100; i++) {
            buckets.take("a");
        }
        pass(Duration.ofSeconds(2));
        assertThat(buckets.take("a").granted()).isTrue();
    }

    @Test
    void nobodyGetsHisRequestsBackByMakingOthersCome() {
        takeAll("a");
        for (int i = 0; i < 1_000; i++) {
            buckets.take("other " + i);
            pass(Duration.ofMillis(1));
        }
        assertThat(buckets.size()).isLessThanOrEqualTo(4);
        assertThat(buckets.take("a").granted()).isFalse();
    }

    @Test
    void throwsFullBucketsAwayWhenOthersNeedTheRoom() {
        for (String key : new String[] {"a", "b", "c"}) {
            buckets.take(key);
        }
        pass(Duration.ofSeconds(3));
        assertThat(takeAll("d")).isEqualTo(5);
        assertThat(buckets.size()).isEqualTo(1);
    }

    @Test
    void whoeverComesWhenAllAreInUseSharesOne() {
        for (String key : new String[] {"a", "b", "c"}) {
            takeAll(key);
        }
        assertThat(takeAll("d") + takeAll("e")).isEqualTo(5);
    }

    @Test
    void countsRightWhenManyTakeAtOnce() {
        TokenBuckets shared = new TokenBuckets(new Rate(1_000, Duration.ofHours(1)), 3, nanos::get);
        AtomicInteger granted = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> {
                    for (int request = 0; request < 500; request++) {
                        granted.addAndGet(shared.take("a").granted() ? 1 : 0);
                    }
                });
            }
        }
        assertThat(granted).hasValue(1_000);
    }
}
