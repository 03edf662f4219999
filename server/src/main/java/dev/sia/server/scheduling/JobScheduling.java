package dev.sia.server.scheduling;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a job waits.
 *
 * @param position its place in its queue; empty when it does not wait, or too far behind to count
 * @param reasons what it waits for, first what blocks it; empty when it is about to be given out
 * @param estimatedStart empty when nobody can tell honestly
 */
public record JobScheduling(
        State state, OptionalInt position, List<SchedulingReason> reasons, Optional<Estimate> estimatedStart) {
    /** What the explanation is about. */
    public enum State {
        /** It waits in a queue. */
        WAITING,
        /** An agent has it. */
        RUNNING,
        /** It is in review or at an end. */
        NOT_QUEUED
    }

    /**
     * When it may start.
     *
     * @param basis where the figure comes from, for people
     */
    public record Estimate(Instant at, String basis) {}

    public JobScheduling {
        reasons = List.copyOf(reasons);
    }

    static JobScheduling notWaiting(State state) {
        return new JobScheduling(state, OptionalInt.empty(), List.of(), Optional.empty());
    }
}
