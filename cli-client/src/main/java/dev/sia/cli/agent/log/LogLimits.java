package dev.sia.cli.agent.log;

/** What one batch may hold: lines, bytes of text in all, bytes of text in one line. */
public record LogLimits(int batchLines, int batchBytes, int lineBytes) {
    private static final LogLimits CAUTIOUS = new LogLimits(500, 256 * 1024, 16 * 1024);

    /** The limits of a server, with cautious values for what it does not say. */
    public static LogLimits of(dev.sia.api.agent.v1.LogLimits limits) {
        return new LogLimits(
                orElse(limits.getMaxBatchLines(), CAUTIOUS.batchLines),
                orElse(limits.getMaxBatchBytes(), CAUTIOUS.batchBytes),
                orElse(limits.getMaxLineBytes(), CAUTIOUS.lineBytes));
    }

    private static int orElse(int value, int fallback) {
        return value > 0 ? value : fallback;
    }
}
