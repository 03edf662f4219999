package dev.sia.server.attempt;

import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one step of an attempt; times are by the agent's clock. */
public record AttemptStep(
        Step step,
        StepState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode) {}
