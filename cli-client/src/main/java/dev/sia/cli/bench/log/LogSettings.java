package dev.sia.cli.bench.log;

import java.time.Duration;
import java.util.Set;

/**
 * What to measure, and how much.
 *
 * @param time how long each part takes
 * @param agents at full speed
 * @param longLog lines of the long log
 * @param reads ranges that are read
 */
record LogSettings(
        Set<Part> parts, Duration warmUp, Duration yardstick, Duration time, int agents, int longLog, int reads) {
    /** What can be measured. */
    enum Part {
        /** Many agents at full speed. */
        INGEST,
        /** One log that is long, and one that is not. */
        LENGTH,
        /** One agent that writes slowly. */
        PACED,
        /** Ranges of the long log. */
        READ
    }
}
