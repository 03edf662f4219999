package dev.sia.server.job;

import static dev.sia.server.job.JobStatus.CANCELLED;
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

    public static final Map<Step, JobStatus> TABLE = Map.of(
            new Step(QUEUED, JobAction.ASSIGN), IN_PROGRESS,
            new Step(QUEUED, JobAction.CANCEL), CANCELLED,
            new Step(IN_PROGRESS, JobAction.REQUEUE), QUEUED,
            new Step(IN_PROGRESS, JobAction.SUBMIT_FOR_REVIEW), IN_REVIEW,
            new Step(IN_PROGRESS, JobAction.FAIL), FAILED,
            new Step(IN_PROGRESS, JobAction.CANCEL), CANCELLED);

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

    private static String verb(JobAction action) {
        return switch (action) {
            case ASSIGN -> "given to an agent";
            case REQUEUE -> "queued again";
            case SUBMIT_FOR_REVIEW -> "submitted for review";
            case FAIL -> "failed";
            case CANCEL -> "cancelled";
        };
    }

    private static String wire(JobStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String words(JobStatus status) {
        return wire(status).replace('_', ' ');
    }
}
