package dev.sia.cli.bench;

import java.util.Arrays;

/** How long something took, in milliseconds, over all its cases. */
public record Percentiles(int count, double p50, double p95, double p99, double max) {
    /** @param nanos one for each case */
    public static Percentiles ofNanos(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted.length, at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    /** The smallest value that at least this share of all values does not exceed. */
    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int place = (int) Math.ceil(share * sorted.length) - 1;
        return Math.round(sorted[Math.max(0, place)] / 1e4) / 100.0;
    }
}
