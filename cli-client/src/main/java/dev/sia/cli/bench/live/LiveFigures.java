package dev.sia.cli.bench.live;

import dev.sia.cli.bench.Percentiles;
import org.jspecify.annotations.Nullable;

/** What came out, part by part. */
final class LiveFigures {
    private LiveFigures() {}

    /**
     * @param received lines by all watchers together
     * @param lost lines that a watcher did not see
     * @param twice lines that a watcher saw again
     * @param sendToReceive from the agent's writing of a line to its arrival at a watcher
     */
    record Fan(
            int watchers,
            int linesPerSecond,
            long received,
            long lost,
            long twice,
            Percentiles sendToReceive,
            @Nullable Long serverResidentMiB) {}

    /**
     * @param healthyBefore of one reader that reads, before the others stop
     * @param healthyMeanwhile of the same reader until the others are ended
     * @param p99Ratio how they compare
     * @param grownMiB by how much the server's memory grew at most; absent where the system does not tell
     * @param endedWith1013 of the stalled readers
     * @param resumedWhole of them, when they came back after the number that they had seen last
     */
    record Stalled(
            int readers,
            Percentiles healthyBefore,
            Percentiles healthyMeanwhile,
            double p99Ratio,
            @Nullable Long grownMiB,
            int endedWith1013,
            int resumedWhole,
            String reason) {}

    /** @param connectSeconds until all had subscribed and seen everything */
    record Idle(
            int sockets,
            double connectSeconds,
            @Nullable Long serverResidentMiBBefore,
            @Nullable Long serverResidentMiB) {}
}
