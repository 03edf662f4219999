package dev.sia.server.job;

import static dev.sia.server.job.JobStatus.ARCHIVED;
import static dev.sia.server.job.JobStatus.CANCELLED;
import static dev.sia.server.job.JobStatus.COMPLETED;
import static dev.sia.server.job.JobStatus.FAILED;
import static dev.sia.server.job.JobStatus.IN_PROGRESS;
import static dev.sia.server.job.JobStatus.IN_REVIEW;
import static dev.sia.server.job.JobStatus.QUEUED;

import dev.sia.server.error.DomainException;
import java.util.Locale;
import java.util.Map;

/** The one table of a job's transitions. What is not in it does not happen. */
public final class JobTransitions {
    /** A status and what happens to it. */
    public record Step(JobStatus from, JobAction action) {}

    public static final Map<Step, JobStatus> TABLE = Map.ofEntries(
            Map.entry(new Step(QUEUED, JobAction.ASSIGN), IN_PROGRESS),
            Map.entry(new Step(QUEUED, JobAction.FAIL), FAILED),
            Map.entry(new Step(QUEUED, JobAction.CANCEL), CANCELLED),
            Map.entry(new Step(IN_PROGRESS, JobAction.REQUEUE), QUEUED),
            Map.entry(new Step(IN_PROGRESS, JobAction.SUBMIT_FOR_REVIEW), IN_REVIEW),
            Map.entry(new Step(IN_PROGRESS, JobAction.FAIL), FAILED),
            Map.entry(new Step(IN_PROGRESS, JobAction.CANCEL), CANCELLED),
            Map.entry(new Step(IN_REVIEW, JobAction.REWORK), QUEUED),
            Map.entry(new Step(IN_REVIEW, JobAction.COMPLETE), COMPLETED),
            Map.entry(new Step(FAILED, JobAction.RETRY), QUEUED),
            Map.entry(new Step(CANCELLED, JobAction.RETRY), QUEUED),
            Map.entry(new Step(COMPLETED, JobAction.ARCHIVE), ARCHIVED),
            Map.entry(new Step(FAILED, JobAction.ARCHIVE), ARCHIVED),
            Map.entry(new Step(CANCELLED, JobAction.ARCHIVE), ARCHIVED));

    private JobTransitions() {}

    /** The next status; an illegal transition is refused, naming the present status. */
    public static JobStatus next(JobStatus from, JobAction action) {
        JobStatus to = TABLE.get(new Step(from, action));
        if (to == null) {
            throw DomainException.illegalTransition(
                    wire(from), "A job that is " + words(from) + " cannot be " + verb(action) + ".");
        }
        return to;
    }

    /** Refuses what is possible only in one status, though it changes none. */
    static void require(JobStatus present, JobStatus needed, String what) {
        if (present != needed) {
            throw DomainException.illegalTransition(
                    wire(present), "A job that is " + words(present) + " cannot be " + what + ".");
        }
    }

    private static String verb(JobAction action) {
        return switch (action) {
            case ASSIGN -> "given to an agent";
            case REQUEUE -> "queued again";
            case SUBMIT_FOR_REVIEW -> "submitted for review";
            case FAIL -> "failed";
            case CANCEL -> "cancelled";
            case RETRY -> "retried";
            case REWORK -> "sent back for rework";
            case COMPLETE -> "completed";
            case ARCHIVE -> "archived";
        };
    }

    private static String wire(JobStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String words(JobStatus status) {
        return wire(status).replace('_', ' ');
    }
}
