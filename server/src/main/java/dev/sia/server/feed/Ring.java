package dev.sia.server.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The last records of a log or of an organization, without holes, bounded in number and bytes. */
final class Ring<R> {
    private static final int MOST = 1_000;
    private static final long MOST_BYTES = 256 * 1024;
    /** What a record costs beside its text. */
    private static final int OVERHEAD = 100;

    private final RingBudget budget;
    private final ToIntFunction<R> size;
    private final NavigableMap<Long, R> records = new TreeMap<>();
    private long bytes;
    private boolean over;

    Ring(RingBudget budget, ToIntFunction<R> size) {
        this.budget = budget;
        this.size = size;
    }

    /** Adds the record with the next number. */
    synchronized void add(long number, R record) {
        if (over) {
            return;
        }
        records.put(number, record);
        take(cost(record));
        while (!records.isEmpty() && (records.size() > MOST || bytes > MOST_BYTES || budget.isExceeded())) {
            take(-cost(records.pollFirstEntry().getValue()));
        }
    }

    private int cost(R record) {
        return size.applyAsInt(record) + OVERHEAD;
    }

    private void take(long more) {
        bytes += more;
        budget.take(more);
    }

    /** The records that follow this number; empty when there are none, or when the next one is not here any more. */
    synchronized List<R> after(long number, int most, long mostBytes) {
        List<R> found = new ArrayList<>();
        if (records.isEmpty() || records.firstKey() > number + 1) {
            return found;
        }
        long room = mostBytes;
        for (R record : records.tailMap(number, false).values()) {
            room -= size.applyAsInt(record);
            if (found.size() == most || (room < 0 && !found.isEmpty())) {
                break;
            }
            found.add(record);
        }
        return found;
    }

    /** Forgets everything for good. */
    synchronized void close() {
        over = true;
        budget.take(-bytes);
        bytes = 0;
        records.clear();
    }
}
