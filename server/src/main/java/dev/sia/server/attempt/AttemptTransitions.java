package dev.sia.server.attempt;

import static dev.sia.server.attempt.AttemptStatus.CANCELLED;
import static dev.sia.server.attempt.AttemptStatus.FAILED;
import static dev.sia.server.attempt.AttemptStatus.LOST;
import static dev.sia.server.attempt.AttemptStatus.OFFERED;
import static dev.sia.server.attempt.AttemptStatus.RUNNING;
import static dev.sia.server.attempt.AttemptStatus.SUCCEEDED;

import java.util.Map;
import java.util.Optional;

/** The one table of an attempt's transitions. What is not in it does not happen. */
public final class AttemptTransitions {
    /** A status and what happens to it. */
    public record Step(AttemptStatus from, AttemptAction action) {}

    public static final Map<Step, AttemptStatus> TABLE = Map.of(
            new Step(OFFERED, AttemptAction.ACCEPT), RUNNING,
            new Step(RUNNING, AttemptAction.SUCCEED), SUCCEEDED,
            new Step(RUNNING, AttemptAction.FAIL), FAILED,
            new Step(RUNNING, AttemptAction.CANCEL), CANCELLED,
            new Step(RUNNING, AttemptAction.LOSE), LOST);

    private AttemptTransitions() {}

    /** The next status; empty when the action is not possible now. */
    public static Optional<AttemptStatus> next(AttemptStatus from, AttemptAction action) {
        return Optional.ofNullable(TABLE.get(new Step(from, action)));
    }
}
