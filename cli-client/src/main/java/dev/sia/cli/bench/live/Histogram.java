package dev.sia.cli.bench.live;

import dev.sia.cli.bench.Percentiles;
import java.util.Arrays;

/** Times of millions of cases, to a tenth of a millisecond, up to a minute. Thread-safe. */
final class Histogram {
    private static final int NANOS = 100_000;
    private static final int BUCKETS = 600_000;

    private final int[] counts = new int[BUCKETS];
    private int total;

    synchronized void add(long nanos) {
        counts[(int) Math.clamp(nanos / NANOS, 0, BUCKETS - 1)]++;
        total++;
    }

    synchronized void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    synchronized Percentiles percentiles() {
        return new Percentiles(total, at(0.5), at(0.95), at(0.99), at(1));
    }

    private double at(double share) {
        long wanted = (long) Math.ceil(share * total);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS && wanted > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return (bucket + 1) / 10.0;
            }
        }
        return 0;
    }
}
