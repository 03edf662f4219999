package dev.sia.server.outbox;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** The promises that this node is about to keep, each of them once; what does not fit stays in the table alone. */
final class Hand {
    private static final int MOST = 4_096;
    /** Wakes a caller that is to end. */
    private static final OutboxRow NOTHING = OutboxRow.promise(OutboxKind.WAKE_WORKFLOW, new UUID(0, 0));

    private final BlockingQueue<OutboxRow> waiting = new LinkedBlockingQueue<>(MOST);
    /** Ids of what waits and of what is being called: not many more than wait. */
    private final Set<Long> held = ConcurrentHashMap.newKeySet();

    void offer(OutboxRow row) {
        if (held.add(row.id()) && !waiting.offer(row)) {
            held.remove(row.id());
        }
    }

    int room() {
        return waiting.remainingCapacity();
    }

    OutboxRow take() throws InterruptedException {
        return waiting.take();
    }

    /** Makes one {@link #take} return a row that {@link #isNothing}. */
    void offerNothing() {
        waiting.offer(NOTHING);
    }

    static boolean isNothing(OutboxRow row) {
        return row.id() == NOTHING.id();
    }

    /** The row was called, or its turn comes later: it may be offered again. */
    void release(OutboxRow row) {
        held.remove(row.id());
    }
}
