package dev.sia.server.attempt;

import dev.sia.server.job.Failure;
import dev.sia.server.job.Publication;
import org.jspecify.annotations.Nullable;

/** What an attempt came to. */
record AttemptEnd(
        AttemptStatus status,
        @Nullable Failure failure,
        @Nullable Publication publication,
        boolean logComplete) {}
