package dev.sia.server.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WakeableLoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger rounds = new AtomicInteger();
    private final Semaphore mayGoOn = new Semaphore(0);
    private final Semaphore entered = new Semaphore(0);
    private WakeableLoop loop = new WakeableLoop("test", this::gated);

    private Duration gated() throws InterruptedException {
        rounds.incrementAndGet();
        entered.release();
        mayGoOn.acquire();
        return LONG;
    }

    @AfterEach
    void close() {
        mayGoOn.release(1000);
        loop.close();
    }

    @Test
    void anyNumberOfWakeUpsDuringARoundCausesOneMore() {
        loop.start();
        entered.acquireUninterruptibly();
        for (int wake = 0; wake < 100; wake++) {
            loop.wake();
        }
        mayGoOn.release();
        entered.acquireUninterruptibly();
        mayGoOn.release();
        await().during(Duration.ofMillis(200)).untilAtomic(rounds, org.hamcrest.Matchers.equalTo(2));
        loop.wake();
        entered.acquireUninterruptibly();
        assertThat(rounds).hasValue(3);
    }

    @Test
    void goesOnByItselfAfterTheTimeThatTheWorkAskedFor() {
        loop = new WakeableLoop("test", () -> {
            rounds.incrementAndGet();
            return Duration.ofMillis(1);
        });
        loop.start();
        await().until(() -> rounds.get() > 5);
    }

    @Test
    void goesOnAfterAnyFailureButNotAtTheCallersPace() {
        loop = new WakeableLoop("test", () -> {
            if (rounds.incrementAndGet() % 2 == 1) {
                throw new IllegalStateException("planned");
            }
            throw new AssertionError("planned");
        });
        long start = System.nanoTime();
        loop.start();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            loop.wake();
            return rounds.get() == 3;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void closeWaitsForTheRunningRoundAndStartsNoOther() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        loop = new WakeableLoop("test", () -> {
            rounds.incrementAndGet();
            entered.release();
            mayGoOn.acquire();
            ended.set(true);
            return Duration.ZERO;
        });
        loop.start();
        entered.acquire();
        AtomicBoolean endedBeforeClose = new AtomicBoolean();
        Thread closer = Thread.ofVirtual().start(() -> {
            closing.countDown();
            loop.close();
            endedBeforeClose.set(ended.get());
        });
        closing.await();
        await().until(() -> closer.getState() == Thread.State.WAITING);
        mayGoOn.release();
        assertThat(closer.join(Duration.ofSeconds(10))).isTrue();
        assertThat(endedBeforeClose).isTrue();
        assertThat(rounds).hasValue(1);
    }

    @Test
    void closeDoesNotWaitForTheSleep() {
        loop = new WakeableLoop("test", () -> {
            entered.release();
            return LONG;
        });
        loop.start();
        entered.acquireUninterruptibly();
        loop.close();
    }

    @Test
    void loopThatNeverRanCanBeClosed() {
        new WakeableLoop("test", () -> LONG).close();
    }
}
