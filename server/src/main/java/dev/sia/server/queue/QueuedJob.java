package dev.sia.server.queue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A job that waits.
 *
 * @param position place in its queue, from 1
 * @param priority 0 low to 3 urgent, as {@code job} names them
 */
public record QueuedJob(
        int position,
        UUID jobId,
        String title,
        short priority,
        BigDecimal rank,
        List<String> labels,
        Instant queuedAt) {

    public QueuePlace place() {
        return new QueuePlace(priority, rank);
    }
}
