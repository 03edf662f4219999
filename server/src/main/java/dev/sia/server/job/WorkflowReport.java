package dev.sia.server.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Temporal says about the workflow of a job. */
public sealed interface WorkflowReport {
    /** Temporal has no such workflow. */
    record Unknown() implements WorkflowReport {}

    /** @param closedAt null while it runs */
    record Known(
            String runId,
            RunStatus status,
            String taskQueue,
            Instant startedAt,
            @Nullable Instant closedAt,
            long historyLength,
            List<Pending> pendingActivities)
            implements WorkflowReport {}

    /** Status of a run, in Temporal's words. */
    enum RunStatus {
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED,
        TERMINATED,
        CONTINUED_AS_NEW,
        TIMED_OUT,
        UNKNOWN
    }

    /** State of an activity, in Temporal's words. */
    enum ActivityState {
        SCHEDULED,
        STARTED,
        CANCEL_REQUESTED,
        UNKNOWN
    }

    /**
     * An activity that has not ended.
     *
     * @param attempt number that its last heartbeat told; null when there was none
     * @param step the same for the attempt's step
     */
    record Pending(
            String type,
            ActivityState state,
            int tries,
            @Nullable Instant scheduledAt,
            @Nullable Instant startedAt,
            @Nullable Instant lastHeartbeatAt,
            @Nullable Integer attempt,
            @Nullable Step step,
            @Nullable String lastFailure) {}
}
