package dev.sia.contracts.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a node in a test goes by: time passes as it does, but for leaps. While it has a fault, live sessions that ask it come upon a
 * mistake in the server.
 */
final class NodeClock implements InstantSource {
    /** Begin of the names of the threads that serve live sessions. */
    private static final String SESSIONS = "live-";

    private volatile Duration ahead = Duration.ZERO;
    private volatile boolean faulty;

    void leap(Duration time) {
        ahead = ahead.plus(time);
    }

    void faulty(boolean wanted) {
        faulty = wanted;
    }

    @Override
    public Instant instant() {
        if (faulty && Thread.currentThread().getName().startsWith(SESSIONS)) {
            throw new IllegalStateException("the inside of the server");
        }
        return Instant.now().plus(ahead);
    }
}
