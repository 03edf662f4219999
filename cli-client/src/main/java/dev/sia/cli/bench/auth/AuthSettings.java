package dev.sia.cli.bench.auth;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What to measure, and how much.
 *
 * @param time how long each figure takes
 * @param jobs that are there to be read
 * @param keys that call in turn
 * @param tokens each of which calls once, so that each is checked
 * @param server environment variables of the server
 */
record AuthSettings(
        Set<Part> parts,
        Duration warmUp,
        Duration yardstick,
        Duration time,
        int connections,
        int jobs,
        int keys,
        int tokens,
        Map<String, String> server) {
    /** What can be measured. */
    enum Part {
        /** getJob with API keys. */
        KEYS,
        /** getJob with access tokens. */
        TOKENS,
        /** Lists of 50 jobs. */
        LIST
    }
}
