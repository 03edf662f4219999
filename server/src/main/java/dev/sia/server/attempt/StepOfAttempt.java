package dev.sia.server.attempt;

import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A step together with whose it is. */
record StepOfAttempt(
        AttemptId attemptId,
        Step step,
        StepState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode) {
    AttemptStep value() {
        return new AttemptStep(step, state, startedAt, endedAt, exitCode);
    }
}
