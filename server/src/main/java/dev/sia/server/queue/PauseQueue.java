package dev.sia.server.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The wish that nothing more be given out from a queue.
 *
 * @param note the reason, for people
 * @param until when the pause shall end by itself; null, like {@code forSeconds}, for never
 */
public record PauseQueue(
        @Nullable String note,
        @Nullable Instant until,
        @Nullable Integer forSeconds) {}
