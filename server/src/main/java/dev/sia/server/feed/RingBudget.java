package dev.sia.server.feed;

import java.util.concurrent.atomic.AtomicLong;

/** What all rings of a node may hold together; when that is used up, those that grow forget what is oldest. */
final class RingBudget {
    private final long total;
    private final AtomicLong used = new AtomicLong();

    RingBudget(long total) {
        this.total = total;
    }

    boolean isExceeded() {
        return used.get() > total;
    }

    /** @param bytes less than 0 to give some back */
    void take(long bytes) {
        used.addAndGet(bytes);
    }

    long used() {
        return used.get();
    }
}
