package dev.sia.server.signal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that does a piece of work whenever it is woken, and anyway after the time that the work asks for. Wake-ups
 * during the work cause exactly one more round. Work that throws is logged and done again after a second.
 */
public final class WakeableLoop implements AutoCloseable {
    /** One round of work. */
    @FunctionalInterface
    public interface Work {
        /** Returns how long to sleep when nobody wakes the loop. */
        Duration run() throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(WakeableLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Work work;
    private final Semaphore wakeUps = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;

    public WakeableLoop(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    public synchronized void start() {
        thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    /** Asks for a round; returns at once. */
    public void wake() {
        wakeUps.release();
    }

    private void loop() {
        try {
            while (closing.getCount() > 0) {
                wakeUps.drainPermits();
                round();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        Duration sleep;
        try {
            sleep = work.run();
        } catch (RuntimeException | Error failure) {
            if (closing.getCount() > 0) {
                log.warn("The {} loop failed and goes on in {}", name, AFTER_FAILURE, failure);
            }
            // Not cut short by wake-ups: whatever is broken would be hammered by everybody who wants something of it.
            closing.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        wakeUps.tryAcquire(sleep.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets the running round end and starts no other. */
    @Override
    public void close() {
        closing.countDown();
        wakeUps.release();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        try {
            running.join();
        } catch (InterruptedException interrupted) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
