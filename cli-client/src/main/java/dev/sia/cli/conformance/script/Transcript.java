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

/** Everything that the agent did, in order. An agent that floods is written down up to a bound. */
public final class Transcript {
    private static final int MOST_EVENTS = 100_000;

    private final long startedAt = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();

    /** Number of the last event; 0 when there is none. */
    public int last() {
        return since(0).size();
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
                if (left <= 0) {
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
            if (events.size() < MOST_EVENTS) {
                events.add(event);
                grown.signalAll();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    Event add(int stream, What what, String note) {
        return add(stream, what, ConnectRequest.getDefaultInstance(), note);
    }
}
