package dev.sia.server.attempt;

/** Where an attempt stands; {@link AttemptTransitions} has the ways from one to another. */
public enum AttemptStatus {
    OFFERED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    LOST;

    /** Whether the lease is live. */
    public boolean isLive() {
        return this == OFFERED || this == RUNNING;
    }
}
