package dev.sia.server.feed;

import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is new about one thing for all who watch it on this node. A signal, or a slow poll behind the signals, causes a
 * round; the more watchers there are, the longer the pause between two rounds, so that each brings all of them more at once.
 *
 * @param <W> watchers
 */
abstract class Tail<W> {
    private static final Logger log = LoggerFactory.getLogger(Tail.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PAUSE_PER_WATCHER = TimeUnit.MICROSECONDS.toNanos(25);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private final Map<W, Runnable> watchers = new ConcurrentHashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Duration pollInterval;
    private List<Signals.Subscription> signals = List.of();

    Tail(Duration pollInterval) {
        this.pollInterval = pollInterval;
    }

    /** Reads one bounded piece; true when there is more at once. */
    abstract boolean round();

    /** Frees what is kept; the last thing that the tail's thread does. */
    abstract void forget();

    /** Listens first, so that whatever is stored after the first round causes another one. */
    final void start(String name, Set<Topic> topics, Signals source) {
        signals = topics.stream()
                .map(topic -> source.subscribe(topic, this::wake))
                .toList();
        Thread.ofVirtual().name(name).start(this::run);
    }

    final void wake() {
        wakeUps.release();
    }

    final void add(W watcher, Runnable wakeWatcher) {
        watchers.put(watcher, wakeWatcher);
    }

    /** True when nobody is left. */
    final boolean remove(W watcher) {
        watchers.remove(watcher);
        return watchers.isEmpty();
    }

    final void wakeWatchers(Predicate<W> concerned) {
        watchers.forEach((watcher, wakeWatcher) -> {
            if (concerned.test(watcher)) {
                wakeWatcher.run();
            }
        });
    }

    /** Returns at once; a round that is running comes to its end. */
    final void close() {
        signals.forEach(Signals.Subscription::close);
        closing.countDown();
        wake();
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                wakeUps.drainPermits();
                pace();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            forget();
        }
    }

    private void pace() throws InterruptedException {
        long begun = System.nanoTime();
        try {
            if (round()) {
                return;
            }
        } catch (RuntimeException | Error failure) {
            if (closing.getCount() > 0) {
                log.warn("A tail failed and goes on in {}", AFTER_FAILURE, failure);
            }
            closing.await(AFTER_FAILURE.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        long pause = Math.min(LONGEST_PAUSE, LEAST_PAUSE + PAUSE_PER_WATCHER * watchers.size());
        if (!closing.await(pause - (System.nanoTime() - begun), TimeUnit.NANOSECONDS)) {
            // Spread: those that were opened together need not read together.
            long poll = pollInterval.toNanos();
            wakeUps.tryAcquire(ThreadLocalRandom.current().nextLong(poll, poll + poll / 2 + 1), TimeUnit.NANOSECONDS);
        }
    }
}
