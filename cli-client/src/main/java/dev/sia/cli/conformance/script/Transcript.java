package dev.sia.cli.conformance.script;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.cli.conformance.script.Event.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Everything that the agent did, in order, up to a bound: what comes after it is not kept, and the agent floods. */
public final class Transcript {
    /** Far more than any rule makes an agent send. */
    static final int MOST_EVENTS = 5_000;

    static final long MOST_BYTES = 32L << 20;

    private final long startedAt = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long bytes;
    private Optional<String> flood = Optional.empty();

    /** Number of the last event; 0 when there is none. */
    public int last() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    /** Time since the server was there, as events have it. */
    public Duration now() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** All events after the one with this number. */
    public List<Event> since(int number) {
        lock.lock();
        try {
            return List.copyOf(events.subList(Math.min(number, events.size()), events.size()));
        } finally {
            lock.unlock();
        }
    }

    /** The first event after the one with this number that is looked for, once it is there; empty when it does not come in time. */
    public Optional<Event> await(int after, Duration patience, Predicate<Event> wanted) throws InterruptedException {
        long left = patience.toNanos();
        int seen = after;
        lock.lock();
        try {
            while (true) {
                for (; seen < events.size(); seen++) {
                    if (wanted.test(events.get(seen))) {
                        return Optional.of(events.get(seen));
                    }
                }
                if (left <= 0 || flood.isPresent()) {
                    return Optional.empty();
                }
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    Event add(int stream, What what, ConnectRequest frame, String note) {
        lock.lock();
        try {
            Event event = new Event(events.size() + 1, now(), stream, what, frame, note);
            if (flood.isEmpty()) {
                bytes += frame.getSerializedSize();
                flood = floods(event.at());
            }
            if (flood.isEmpty()) {
                events.add(event);
            }
            grown.signalAll();
            return event;
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> floods(Duration now) {
        boolean tooMuch = events.size() >= MOST_EVENTS || bytes > MOST_BYTES;
        return tooMuch
                ? Optional.of("more than %,d frames and calls, or %,d MiB of them (%,d and %.1f MiB), in %.1f s"
                        .formatted(
                                MOST_EVENTS,
                                MOST_BYTES >> 20,
                                events.size() + 1,
                                bytes / (double) (1 << 20),
                                now.toMillis() / 1000.0))
                : Optional.empty();
    }

    /** What the agent sent too much of; empty when it did not. */
    public Optional<String> flood() {
        lock.lock();
        try {
            return flood;
        } finally {
            lock.unlock();
        }
    }

    Event add(int stream, What what, String note) {
        return add(stream, what, ConnectRequest.getDefaultInstance(), note);
    }
}
