package dev.sia.validation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What was found, until a test fails for it, and how much was looked at. */
public final class Findings {
    /** One mistake shows in very many exchanges. */
    private static final int MOST = 50;

    private final Deque<String> found = new ArrayDeque<>();
    private final AtomicLong exchanges = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong partly = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final Consumer<String> listener;

    /** @param listener is told of each as well */
    Findings(Consumer<String> listener) {
        this.listener = listener;
    }

    synchronized void add(String finding) {
        listener.accept(finding);
        if (found.size() < MOST && !found.contains(finding)) {
            found.add(finding);
        }
    }

    /** All since the last call. */
    public synchronized List<String> take() {
        List<String> taken = new ArrayList<>(found);
        found.clear();
        return taken;
    }

    void countExchange() {
        exchanges.incrementAndGet();
    }

    void countFrame() {
        frames.incrementAndGet();
    }

    void countEvent() {
        events.incrementAndGet();
    }

    /** Of a body only the beginning was looked at, or nothing. */
    void countPartly() {
        partly.incrementAndGet();
    }

    void countTime(long spentNanos) {
        nanos.addAndGet(spentNanos);
    }

    /** Requests with their answers. */
    public long exchanges() {
        return exchanges.get();
    }

    /** Live frames, both ways. */
    public long frames() {
        return frames.get();
    }

    /** One line for people. */
    String summary() {
        return exchanges + " exchanges (" + partly + " of them cut off or too large to look at whole), " + events
                + " events of streams and " + frames + " live frames held against the contracts in "
                + TimeUnit.NANOSECONDS.toMillis(nanos.get()) + " ms";
    }
}
