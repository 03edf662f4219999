package dev.sia.server.attempt;

import dev.sia.server.event.Actor;
import dev.sia.server.job.JobId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person told the tool that works on an attempt.
 *
 * @param attempt number of the attempt
 * @param deliveredAt when its agent acknowledged it
 */
public record Hint(
        UUID id,
        JobId jobId,
        AttemptId attemptId,
        int attempt,
        String text,
        Actor actor,
        Instant createdAt,
        @Nullable Instant deliveredAt) {}
