package dev.sia.server.feed;

import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
    private static final long PAUSE_PER_WATCHER = TimeUnit.MICROSECONDS.toNanos(35);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private final Map<W, Runnable> watchers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService threads;
    private final Duration pollInterval;
    private List<Signals.Subscription> signals = List.of();
    // Guarded by this: a round runs, another one is wanted, from when on it may begin, and the one that is planned.
    private boolean running;
    private boolean woken;
    private boolean closed;
    private long earliest = System.nanoTime();
    private @Nullable Future<?> planned;

    Tail(ScheduledExecutorService threads, Duration pollInterval) {
        this.threads = threads;
        this.pollInterval = pollInterval;
    }

    /** Reads one bounded piece; true when there is more at once. */
    abstract boolean round();

    /** Frees what is kept; the last thing that happens. */
    abstract void forget();

    /** Listens first, so that whatever is stored after the first round causes another one. */
    final void start(Set<Topic> topics, Signals source) {
        signals = topics.stream()
                .map(topic -> source.subscribe(topic, this::wake))
                .toList();
        wake();
    }

    /** Causes a round as soon as the pause after the last one is over. */
    final synchronized void wake() {
        if (!woken && !closed) {
            woken = true;
            if (!running) {
                plan(earliest - System.nanoTime());
            }
        }
    }

    /** In place of what is planned already. The caller holds the lock. */
    private void plan(long nanos) {
        if (planned != null) {
            planned.cancel(false);
        }
        planned = threads.schedule(this::run, Math.max(0, nanos), TimeUnit.NANOSECONDS);
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
        synchronized (this) {
            closed = true;
            if (running) {
                return;
            }
            if (planned != null) {
                planned.cancel(false);
            }
        }
        forget();
    }

    private void run() {
        synchronized (this) {
            // Two may have been planned when the first began at the moment of a wake-up.
            if (closed || running) {
                return;
            }
            running = true;
            woken = false;
        }
        long pause = roundAndPause();
        synchronized (this) {
            running = false;
            if (!closed) {
                earliest = System.nanoTime() + pause;
                plan(woken ? pause : Math.max(pause, poll()));
                return;
            }
        }
        forget();
    }

    /** How long to rest after the round; 0 when there is more at once. */
    private long roundAndPause() {
        long begun = System.nanoTime();
        try {
            if (round()) {
                wake();
                return 0;
            }
        } catch (RuntimeException | Error failure) {
            if (!isClosed()) {
                log.warn("A tail failed and goes on in {}", AFTER_FAILURE, failure);
            }
            wake();
            return AFTER_FAILURE.toNanos();
        }
        long pause = Math.min(LONGEST_PAUSE, LEAST_PAUSE + PAUSE_PER_WATCHER * watchers.size());
        return pause - (System.nanoTime() - begun);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Spread: those that were opened together need not read together. */
    private long poll() {
        long poll = pollInterval.toNanos();
        return ThreadLocalRandom.current().nextLong(poll, poll + poll / 2 + 1);
    }
}
