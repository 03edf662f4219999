package dev.sia.cli.agent.session;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When the server was last heard of, and how long it waits for an agent that is away. */
public final class Contact {
    private final LongSupplier nanoTime;
    private volatile long heardAt;
    private volatile Duration grace = Duration.ofDays(1);

    /** Begins with the present. */
    public Contact(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
    }

    void heard() {
        heardAt = nanoTime.getAsLong();
    }

    void grace(Duration value) {
        grace = value;
    }

    Duration grace() {
        return grace;
    }

    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - heardAt);
    }

    /** What is left until the server may have given the agent's attempts to others. */
    Duration left() {
        return grace.minus(silence());
    }
}
