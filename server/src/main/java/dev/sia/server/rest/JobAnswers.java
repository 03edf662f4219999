package dev.sia.server.rest;

import dev.sia.api.model.AttemptPage;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobWorkflow;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.PlacedJob;
import dev.sia.server.job.WorkflowReports;
import dev.sia.server.queue.QueueService;
import dev.sia.server.rest.json.AttemptJson;
import dev.sia.server.rest.json.JobJson;
import dev.sia.server.rest.json.WorkflowJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs put together with what other features know of them. */
public final class JobAnswers {
    private final QueueService queues;
    private final AttemptReads attempts;
    private final LogAnswers logs;
    private final WorkflowReports workflows;

    public JobAnswers(QueueService queues, AttemptReads attempts, LogAnswers logs, WorkflowReports workflows) {
        this.queues = queues;
        this.attempts = attempts;
        this.logs = logs;
        this.workflows = workflows;
    }

    /** A new job, without its place: to count it would make creating slower the more jobs wait. */
    Job created(dev.sia.server.job.Job job) {
        Job answer = JobJson.of(job);
        latest(job).ifPresent(latest -> told(latest, answer));
        return answer;
    }

    /** @param logLines how many of the latest attempt's last lines are wanted */
    Job withLog(PlacedJob placed, int logLines) {
        dev.sia.server.job.Job job = placed.job();
        Job answer = JobJson.of(job);
        placed.position().ifPresent(answer::position);
        latest(job).ifPresent(latest -> {
            told(latest, answer);
            answer.log(logs.end(job, latest, logLines));
        });
        return answer;
    }

    Job whole(dev.sia.server.job.Job job) {
        Job answer = JobJson.of(job);
        if (job.status() == JobStatus.QUEUED) {
            queues.position(job.organizationId(), job.id().value()).ifPresent(answer::position);
        }
        latest(job).ifPresent(latest -> told(latest, answer));
        return answer;
    }

    /** Looked for only when there can be one. */
    private Optional<Attempt> latest(dev.sia.server.job.Job job) {
        return job.attemptCount() > 0 ? attempts.latest(job.organizationId(), job.id()) : Optional.empty();
    }

    private void told(Attempt latest, Job answer) {
        answer.latestAttempt(AttemptJson.of(latest, attempts.steps(latest.organizationId(), latest.id())));
    }

    JobWorkflow workflow(dev.sia.server.job.Job job) {
        return WorkflowJson.of(job, workflows.of(job.id()));
    }

    /** @param after number of the last attempt of the page before; 0 for the first page */
    AttemptPage attempts(dev.sia.server.job.Job job, Cursors cursors, int after, int limit) {
        Cursors.Page<Attempt> page =
                Cursors.Page.of(attempts.list(job.organizationId(), job.id(), after, limit + 1), limit);
        Map<AttemptId, List<AttemptStep>> steps = attempts.steps(
                job.organizationId(), page.items().stream().map(Attempt::id).toList());
        return new AttemptPage()
                .items(page.items().stream()
                        .map(attempt -> AttemptJson.of(attempt, steps.getOrDefault(attempt.id(), List.of())))
                        .toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().number()) : null);
    }
}
