package dev.sia.cli.job;

import dev.sia.api.model.Actor;
import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptLog;
import dev.sia.api.model.Cancellation;
import dev.sia.api.model.Failure;
import dev.sia.api.model.FailureClass;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobRetry;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobSummary;
import dev.sia.api.model.Publication;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Table.Cell;
import dev.sia.cli.output.Terminal.Paint;
import dev.sia.cli.output.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs as people read them. */
public final class JobText {
    private JobText() {}

    /** The colour of a status. */
    public static @Nullable Paint paint(JobStatus status) {
        return switch (status) {
            case IN_PROGRESS -> Paint.ACTIVE;
            case IN_REVIEW, COMPLETED -> Paint.GOOD;
            case FAILED -> Paint.BAD;
            case CANCELLED, ARCHIVED -> Paint.DIM;
            case QUEUED, UNRECOGNIZED -> null;
        };
    }

    /** Nothing happens to the job any more unless somebody wants it to. */
    static boolean isSettled(JobStatus status) {
        return switch (status) {
            case QUEUED, IN_PROGRESS, UNRECOGNIZED -> false;
            case IN_REVIEW, COMPLETED, FAILED, CANCELLED, ARCHIVED -> true;
        };
    }

    static Table table(List<JobSummary> jobs, Times times) {
        Table table = new Table(5, "ID", "STATUS", "PRIORITY", "ATTEMPTS", "CREATED", "TITLE");
        for (JobSummary job : jobs) {
            table.row(
                    job.getId(),
                    new Cell(job.getStatus().toString(), paint(job.getStatus())),
                    job.getPriority(),
                    job.getAttemptCount(),
                    times.when(job.getCreatedAt()),
                    job.getTitle());
        }
        return table;
    }

    /** All about a job. */
    public static Details details(Job job, Times times) {
        Details details = new Details()
                .add("job", job.getId())
                .add("title", job.getTitle())
                .add("status", status(job), paint(job.getStatus()))
                .add("repository", job.getRepository().getUrl())
                .add("base branch", job.getRepository().getBaseBranch())
                .add("work branch", job.getWorkBranch())
                .add("priority", job.getPriority())
                .add("limits", limits(job))
                .add("labels", job.getLabels().isEmpty() ? null : String.join(", ", job.getLabels()))
                .add("created", times.when(job.getCreatedAt()) + by(job.getCreatedBy()))
                .add("started", job.getStartedAt() == null ? null : times.when(job.getStartedAt()))
                .add("finished", job.getFinishedAt() == null ? null : times.when(job.getFinishedAt()));
        addCancellation(details, job.getCancellation(), times);
        addAttempt(details, job.getLatestAttempt());
        addPublication(details, job.getPublication());
        addFailure(details, job.getFailure());
        return details.add("prompt", job.getPrompt().strip());
    }

    /** The status, with the place in the queue while there is one. */
    static String status(Job job) {
        return job.getPosition() == null
                ? job.getStatus().toString()
                : job.getStatus() + " (" + job.getPosition() + " in " + job.getQueue() + ")";
    }

    /** For example {@code 1 h for an attempt, 10 min for a step, up to 3 attempts after agent or agent_lost}. */
    private static String limits(Job job) {
        List<String> limits = new ArrayList<>();
        limits.add(Times.length(Duration.ofSeconds(job.getAttemptTimeoutSeconds())) + " for an attempt");
        if (job.getStepTimeoutSeconds() != null) {
            limits.add(Times.length(Duration.ofSeconds(job.getStepTimeoutSeconds())) + " for a step");
        }
        if (job.getJobTimeoutSeconds() != null) {
            limits.add(Times.length(Duration.ofSeconds(job.getJobTimeoutSeconds())) + " in all");
        }
        JobRetry retry = job.getRetry();
        if (retry != null && retry.getMaxAttempts() != null && retry.getFailures() != null) {
            limits.add(tries(retry.getMaxAttempts(), retry.getFailures()));
        }
        return String.join(", ", limits);
    }

    private static String tries(int most, List<FailureClass> after) {
        if (most == 1 || after.isEmpty()) {
            return "one attempt";
        }
        return "up to " + most + " attempts after "
                + after.stream().map(FailureClass::toString).collect(Collectors.joining(" or "));
    }

    private static String by(@Nullable Actor actor) {
        return actor == null || actor.getName() == null ? "" : " by " + actor.getName();
    }

    private static void addCancellation(Details details, @Nullable Cancellation cancellation, Times times) {
        if (cancellation != null) {
            String reason = cancellation.getReason() == null ? "" : ": " + cancellation.getReason();
            details.add(
                    "cancellation",
                    cancellation.getStage() + ", asked for " + times.when(cancellation.getRequestedAt())
                            + by(cancellation.getRequestedBy()) + reason);
        }
    }

    private static void addAttempt(Details details, @Nullable Attempt attempt) {
        if (attempt != null) {
            details.add("attempt", attempt.getNumber() + " " + attempt.getStatus() + " on " + attempt.getAgentName());
            addLog(details, attempt.getLog());
            details.add(
                    "steps",
                    attempt.getSteps().stream()
                            .map(it -> it.getStep() + " " + it.getState())
                            .collect(Collectors.joining(", ")));
        }
    }

    /** What there is of the log, and what proves it: {@code sia job logs --verify} compares. */
    private static void addLog(Details details, AttemptLog log) {
        List<String> facts = new ArrayList<>();
        facts.add(log.getLastSeq() + (log.getLastSeq() == 1 ? " record" : " records"));
        if (log.getOldestSeq() != null && log.getOldestSeq() > 1) {
            facts.add("kept from " + log.getOldestSeq() + " on");
        }
        if (log.getDroppedLines() != null) {
            facts.add(log.getDroppedLines() + " lines dropped by the agent");
        }
        if (log.getBytes() != null) {
            facts.add(log.getBytes() + " bytes");
        }
        facts.add(Boolean.TRUE.equals(log.getComplete()) ? "complete" : "not complete");
        details.add("log", String.join(", ", facts));
        details.add("log digest", log.getDigest());
    }

    private static void addPublication(Details details, @Nullable Publication publication) {
        if (publication != null) {
            details.add("branch", publication.getBranch())
                    .add("commit", publication.getCommit())
                    .add("changes", changes(publication))
                    .add("pull request", publication.getPullRequestUrl());
        }
    }

    /** For example {@code 2 files changed, +12 -3}. */
    public static String changes(Publication publication) {
        int files = publication.getFilesChanged();
        return files + (files == 1 ? " file" : " files") + " changed, +" + publication.getInsertions() + " -"
                + publication.getDeletions();
    }

    private static void addFailure(Details details, @Nullable Failure failure) {
        if (failure != null) {
            String step = failure.getStep() == null ? "" : " in " + failure.getStep();
            details.add("failure", failure.getPropertyClass() + step + ": " + failure.getMessage(), Paint.BAD);
        }
    }
}
