package dev.sia.server.timeline;

import dev.sia.server.event.Actor;
import dev.sia.server.event.EventType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of a job's story with what other tables know of it. The members that its type does not have are null.
 *
 * @param agentName what the agent is called now
 * @param durationMillis how long what ended with this took
 */
public record TimelineEntry(
        long number,
        EventType type,
        Instant at,
        Actor actor,
        @Nullable Integer attempt,
        @Nullable UUID agentId,
        @Nullable String agentName,
        @Nullable String queue,
        @Nullable String jobStatus,
        @Nullable String attemptStatus,
        @Nullable String agentStatus,
        @Nullable String cancellationStage,
        @Nullable String step,
        @Nullable String stepState,
        @Nullable String reason,
        @Nullable Long durationMillis) {

    public TimelineKind kind() {
        return TimelineKind.of(type);
    }

    /** What the thing that this is about is in now; null when it is about no change of state. */
    public @Nullable String state() {
        return switch (kind()) {
            case QUEUE, CHANGE, HINT, RECOVERY -> null;
            case STATUS -> jobStatus;
            case ATTEMPT -> attemptStatus;
            case STEP -> stepState;
            case CANCELLATION -> cancellationStage;
            case AGENT -> agentStatus;
        };
    }

    /** All of it in one sentence for people. */
    public String text() {
        return TimelineText.of(this);
    }
}
