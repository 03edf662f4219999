package dev.sia.server.grpc;

/**
 * What a batch of log lines may hold; told to every agent that attaches.
 *
 * @param maxBatchBytes of the lines' text as UTF-8
 * @param maxLineBytes of one line's text as UTF-8
 */
public record LogLimits(int maxBatchLines, int maxBatchBytes, int maxLineBytes) {
    public static final LogLimits DEFAULT = new LogLimits(1000, 256 * 1024, 16 * 1024);

    /** More than a line takes besides its text: time, stream, step and the lengths of them all. */
    private static final int LINE_OVERHEAD_BYTES = 64;

    private static final int FRAME_OVERHEAD_BYTES = 64 * 1024;

    /** Bytes of the greatest frame that an agent has reason to send. */
    public int maxFrameBytes() {
        return maxBatchBytes + maxBatchLines * LINE_OVERHEAD_BYTES + FRAME_OVERHEAD_BYTES;
    }
}
