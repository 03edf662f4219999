package dev.sia.cli.bench.live;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The numbers of the lines in a batch. Thousands of watchers get the very same bytes, so what was read out of the last few
 * batches is kept. Not thread-safe.
 */
final class BatchNumbers {
    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final int KEPT = 8;

    private final byte[][] batches = new byte[KEPT][];
    private final long[][] numbers = new long[KEPT][];
    private int oldest;

    long[] of(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int i = 0; i < KEPT; i++) {
            byte[] batch = batches[i];
            if (batch != null && Arrays.equals(bytes, offset, end, batch, 0, batch.length)) {
                return numbers[i];
            }
        }
        long[] found = find(bytes, offset, end);
        batches[oldest] = Arrays.copyOfRange(bytes, offset, end);
        numbers[oldest] = found;
        oldest = (oldest + 1) % KEPT;
        return found;
    }

    private static long[] find(byte[] bytes, int offset, int end) {
        long[] found = new long[16];
        int count = 0;
        for (int at = Reader.indexOf(bytes, SEQ, offset, end); at >= 0; at = Reader.indexOf(bytes, SEQ, at, end)) {
            at += SEQ.length;
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = number(bytes, at);
        }
        return Arrays.copyOf(found, count);
    }

    private static long number(byte[] bytes, int begin) {
        long number = 0;
        for (int at = begin; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }
}
