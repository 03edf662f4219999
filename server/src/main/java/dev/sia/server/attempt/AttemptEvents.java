package dev.sia.server.attempt;

import dev.sia.server.event.Actor;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import org.jspecify.annotations.Nullable;

/** The events that tell about an attempt. */
final class AttemptEvents {
    private static final int MOST_OF_A_HINT = 500;

    private AttemptEvents() {}

    static NewEvent statusChanged(Attempt attempt, AttemptStatus status, Actor actor, @Nullable String reason) {
        return about(attempt, EventType.ATTEMPT_STATUS_CHANGED, actor)
                .attemptStatus(status)
                .reason(reason)
                .build();
    }

    static NewEvent withdrawn(Attempt attempt, Actor actor, String reason) {
        return about(attempt, EventType.ATTEMPT_WITHDRAWN, actor).reason(reason).build();
    }

    static NewEvent stepChanged(Attempt attempt, AttemptStep step, Actor actor) {
        return about(attempt, EventType.ATTEMPT_STEP_CHANGED, actor)
                .step(step.step(), step.state())
                .build();
    }

    static NewEvent hinted(Attempt attempt, Actor actor, String text) {
        return about(attempt, EventType.JOB_HINTED, actor)
                .reason(
                        text.codePointCount(0, text.length()) <= MOST_OF_A_HINT
                                ? text
                                : text.substring(0, text.offsetByCodePoints(0, MOST_OF_A_HINT)))
                .build();
    }

    static NewEvent hintDelivered(Attempt attempt, Actor actor) {
        return about(attempt, EventType.JOB_HINT_DELIVERED, actor).build();
    }

    private static NewEvent.Builder about(Attempt attempt, EventType type, Actor actor) {
        return NewEvent.of(type, actor)
                .job(attempt.jobId().value())
                .agent(attempt.agentId().value())
                .attempt(attempt.number());
    }
}
