package dev.sia.cli.bench.dispatch;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What to measure, and how much.
 *
 * @param temporal a real Temporal to measure besides the one inside the server
 */
record DispatchSettings(Set<Part> parts, Times times, Sizes sizes, Optional<Temporal> temporal) {
    /** A real Temporal. */
    record Temporal(String target, String namespace) {}

    /** How long. */
    record Times(Duration warmUp, Duration yardstick, Duration latency, Duration lifecycle, Duration create) {}

    /**
     * How many.
     *
     * @param latencyRate jobs per second
     * @param lifecycleAgents agents that finish at once
     * @param queuedJobs length of the long queue
     * @param moves moves in it, one after the other
     * @param fleetAgents idle agents
     */
    record Sizes(int latencyRate, int lifecycleAgents, int queuedJobs, int moves, int fleetAgents) {}
}
