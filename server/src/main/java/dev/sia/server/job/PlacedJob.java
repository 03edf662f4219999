package dev.sia.server.job;

import dev.sia.server.queue.QueueService;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A job and its place in its queue at one moment.
 *
 * @param counted as the database counts it, see {@link #position()}; null when the job does not wait
 */
public record PlacedJob(Job job, @Nullable Integer counted) {
    /** From 1; empty when the job does not wait, or is too far behind to be counted. */
    public OptionalInt position() {
        return QueueService.position(counted);
    }
}
