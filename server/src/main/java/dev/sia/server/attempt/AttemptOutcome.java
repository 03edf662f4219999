package dev.sia.server.attempt;

import dev.sia.server.job.Failure;
import dev.sia.server.job.Publication;
import org.jspecify.annotations.Nullable;

/** How the agent says that an attempt ended. */
public sealed interface AttemptOutcome {
    /** All steps succeeded; {@code publication} is null when the job has no publish step. */
    record Succeeded(@Nullable Publication publication) implements AttemptOutcome {}

    /** A step failed. */
    record Failed(Failure failure) implements AttemptOutcome {}

    /** Stopped on request. */
    record Cancelled() implements AttemptOutcome {}
}
