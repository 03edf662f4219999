package dev.sia.server.attempt;

import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a job must be like by all that was done to it. */
final class ModelJob {
    private static final int MOST_TRIES = 3;

    final JobId id;
    final List<String> labels;
    JobPriority priority;
    QueueName queue = QueueName.BACKLOG;
    JobStatus status = JobStatus.QUEUED;
    boolean cancelled;
    /** All attempts that were made, and those since a person queued it last. */
    int attempts;

    int tries;
    /** The attempt under way; also one that has ended and was not concluded yet. */
    @Nullable
    Held holds;

    /** How the last attempt ended, until it is concluded. */
    @Nullable
    Ended ended;

    /** Who works on an attempt, and under which lease. */
    record Held(int agent, AttemptId attempt, Lease lease, boolean accepted) {
        Held taken() {
            return new Held(agent, attempt, lease, true);
        }
    }

    /** The end of an attempt; a failure class for one that failed or was lost. */
    record Ended(boolean succeeded, @Nullable FailureClass failure) {
        static final Ended WELL = new Ended(true, null);
        static final Ended LOST = new Ended(false, FailureClass.AGENT_LOST);

        boolean worthAnotherTry() {
            return failure == FailureClass.AGENT || failure == FailureClass.AGENT_LOST;
        }
    }

    ModelJob(JobId id, JobPriority priority, List<String> labels) {
        this.id = id;
        this.priority = priority;
        this.labels = labels;
    }

    /** Whether an attempt is under way. */
    boolean isLive() {
        return holds != null && ended == null;
    }

    Held held() {
        return Objects.requireNonNull(holds);
    }

    /** The status after the end of its attempt has been looked at. */
    JobStatus concluded(Ended end) {
        if (cancelled) {
            return JobStatus.CANCELLED;
        }
        if (end.succeeded()) {
            return JobStatus.IN_REVIEW;
        }
        return end.worthAnotherTry() && tries < MOST_TRIES ? JobStatus.QUEUED : JobStatus.FAILED;
    }
}
