package dev.sia.cli.bench.live;

import java.time.Duration;
import java.util.Set;

/**
 * What to measure, and how much.
 *
 * @param time how long lines are watched
 * @param watchers of one log
 * @param stalled readers that stop reading
 * @param idle sockets that see nothing
 */
record LiveSettings(
        Set<Part> parts, Duration warmUp, Duration yardstick, Duration time, int watchers, int stalled, int idle) {
    /** What can be measured. */
    enum Part {
        /** Many watchers of one log. */
        FAN,
        /** Readers that stop reading. */
        STALLED,
        /** Sockets on which nothing happens. */
        IDLE
    }
}
