package dev.sia.server.attempt;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param offerDeadline from the offer to the agent's answer
 * @param heartbeatInterval how often each side of a stream says that it is alive
 * @param grace how long an agent may be away and keep its attempts; agents stop their work by themselves after it
 * @param stuckAfter how long an attempt's steps and log may stand still
 */
public record AttemptTimes(Duration offerDeadline, Duration heartbeatInterval, Duration grace, Duration stuckAfter) {
    private static final int MISSED_HEARTBEATS = 3;

    /**
     * How long an attempt may take from now until it ends, one way or the other. The sweep ends one that overruns its time
     * by a lease; this is longer, so the sweep always comes first.
     */
    public Duration longest(int attemptTimeoutSeconds) {
        return Duration.ofSeconds(attemptTimeoutSeconds)
                .plus(offerDeadline)
                .plus(leaseDuration().multipliedBy(2));
    }

    /**
     * How long a lease lives without a heartbeat. Longer than the grace, because the agent counts its grace from the last
     * frame that it received, which may be later than the last one that it sent.
     */
    public Duration leaseDuration() {
        return grace.plus(heartbeatInterval.multipliedBy(MISSED_HEARTBEATS));
    }
}
