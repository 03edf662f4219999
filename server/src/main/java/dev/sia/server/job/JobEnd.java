package dev.sia.server.job;

import org.jspecify.annotations.Nullable;

/** How a job left the hands of agents: into review or to an end. */
record JobEnd(
        JobStatus status,
        @Nullable Publication publication,
        @Nullable Failure failure,
        @Nullable Cancellation cancellation) {}
