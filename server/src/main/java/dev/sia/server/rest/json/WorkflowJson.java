package dev.sia.server.rest.json;

import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.PendingActivity;
import dev.sia.api.model.PendingActivityState;
import dev.sia.api.model.Step;
import dev.sia.api.model.WorkflowStatus;
import dev.sia.server.job.Job;
import dev.sia.server.job.WorkflowReport;
import dev.sia.server.job.WorkflowReport.Known;
import dev.sia.server.job.WorkflowReport.Pending;
import dev.sia.server.job.WorkflowReport.Unknown;
import java.util.List;

/** What Temporal says about workflows. */
public final class WorkflowJson {
    private WorkflowJson() {}

    public static JobWorkflow of(Job job, WorkflowReport report) {
        JobWorkflow answer = new JobWorkflow().id(job.id().workflowId()).attemptCount(job.attemptCount());
        return switch (report) {
            case Unknown() ->
                answer.known(false)
                        .detail(
                                job.workflowStarted()
                                        ? "Temporal does not know it any longer. The job's own state does not depend on that."
                                        : "It has not been started yet: Temporal is not reachable, or the job was created just now.")
                        .pendingActivities(List.of());
            case Known known -> known(answer, known);
        };
    }

    private static JobWorkflow known(JobWorkflow answer, Known known) {
        return answer.known(true)
                .runId(known.runId())
                .status(WorkflowStatus.valueOf(known.status().name()))
                .taskQueue(known.taskQueue())
                .startedAt(known.startedAt())
                .closedAt(known.closedAt())
                .historyLength(known.historyLength())
                .pendingActivities(known.pendingActivities().stream()
                        .map(WorkflowJson::pending)
                        .toList());
    }

    private static PendingActivity pending(Pending pending) {
        return new PendingActivity()
                .type(pending.type())
                .state(PendingActivityState.valueOf(pending.state().name()))
                .tries(pending.tries())
                .scheduledAt(pending.scheduledAt())
                .startedAt(pending.startedAt())
                .lastHeartbeatAt(pending.lastHeartbeatAt())
                .attempt(pending.attempt())
                .step(
                        pending.step() == null
                                ? null
                                : Step.valueOf(pending.step().name()))
                .lastFailure(pending.lastFailure());
    }
}
