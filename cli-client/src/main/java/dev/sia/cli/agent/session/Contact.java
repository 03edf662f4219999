package dev.sia.cli.agent.session;

import java.time.Duration;
import java.util.Optional;
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

    /**
     * Something came in the present session. Once the server may have given the agent's attempts to others that is too late,
     * however much is still to be read from a time before: then only a new session counts.
     */
    boolean heard() {
        if (lost().isPresent()) {
            return false;
        }
        heardAt = nanoTime.getAsLong();
        return true;
    }

    /** A session has begun, with this grace. */
    void begun(Duration value) {
        grace = value;
        heardAt = nanoTime.getAsLong();
    }

    /** How long nothing was heard, once the server may have given the agent's attempts to others. */
    public Optional<Duration> lost() {
        return left().isPositive() ? Optional.empty() : Optional.of(silence());
    }

    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - heardAt);
    }

    /** What is left until the server may have given the agent's attempts to others. */
    Duration left() {
        return grace.minus(silence());
    }
}
