package dev.sia.server.queue;

import dev.sia.server.event.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One queue in numbers, and whether it is paused. A pause whose time is over is none.
 *
 * @param version counts what people did to it: pause, resume, move, change of a waiting job's priority
 * @param queuedCount jobs that wait
 * @param runningCount jobs from this queue that agents have
 */
public record QueueOverview(
        QueueName name,
        long version,
        int queuedCount,
        int runningCount,
        @Nullable Instant pausedAt,
        @Nullable Actor pausedBy,
        @Nullable String pausedNote,
        @Nullable Instant pausedUntil) {

    public Optional<QueuePause> pause() {
        return pausedAt == null
                ? Optional.empty()
                : Optional.of(new QueuePause(Objects.requireNonNull(pausedBy), pausedAt, pausedNote, pausedUntil));
    }
}
