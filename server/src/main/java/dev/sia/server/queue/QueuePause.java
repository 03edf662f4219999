package dev.sia.server.queue;

import dev.sia.server.event.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing is given out from a queue.
 *
 * @param note the reason, for people
 * @param until when it ends by itself; null when somebody has to end it
 */
public record QueuePause(
        Actor by,
        Instant at,
        @Nullable String note,
        @Nullable Instant until) {}
