package dev.sia.server.log;

import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;

/** Merges small chunks when there are enough of them, and removes from time to time what is not kept any longer. */
public final class LogUpkeep implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(1);

    private final LogMerging merging;
    private final LogRetention retention;
    private final WakeableLoop loop = new WakeableLoop("log-upkeep", this::round);
    private long retentionAt = System.nanoTime();

    public LogUpkeep(LogMerging merging, LogRetention retention) {
        this.merging = merging;
        this.retention = retention;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        merging.run();
        if (System.nanoTime() - retentionAt >= 0) {
            retentionAt = System.nanoTime() + RETENTION_INTERVAL.toNanos();
            retention.run();
        }
        return INTERVAL;
    }

    @Override
    public void close() {
        loop.close();
    }
}
