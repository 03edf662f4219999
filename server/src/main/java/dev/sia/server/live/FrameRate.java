package dev.sia.server.live;

import java.time.Duration;

/**
 * How fast one client may send: so many frames at once, and after that so many a second. One that keeps subscribing, pinging
 * or answering what nobody asked would otherwise keep the server busy for nothing. Belongs to the thread that receives.
 */
final class FrameRate {
    static final int BURST = 200;
    static final int PER_SECOND = 20;
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private double left = BURST;
    private long countedAt;

    FrameRate(long now) {
        countedAt = now;
    }

    /**
     * Whether one more frame is taken.
     *
     * @param now of {@link System#nanoTime}
     */
    boolean take(long now) {
        left = Math.min(BURST, left + (now - countedAt) / NANOS * PER_SECOND);
        countedAt = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
