package dev.sia.cli.job;

import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.PendingActivity;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Times;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Workflows as people read them. */
final class WorkflowText {
    private WorkflowText() {}

    static Details details(JobWorkflow workflow, Times times) {
        Details details = new Details().add("workflow", workflow.getId());
        if (!workflow.getKnown()) {
            return details.add("known", "no: " + workflow.getDetail());
        }
        details.add("run", workflow.getRunId())
                .add("status", workflow.getStatus())
                .add("task queue", workflow.getTaskQueue())
                .add("started", workflow.getStartedAt() == null ? null : times.when(workflow.getStartedAt()))
                .add("closed", workflow.getClosedAt() == null ? null : times.when(workflow.getClosedAt()))
                .add("history", workflow.getHistoryLength() + " events")
                .add("attempts", workflow.getAttemptCount());
        workflow.getPendingActivities().forEach(pending -> details.add("waits for", pending(pending, times)));
        return details;
    }

    private static String pending(PendingActivity pending, Times times) {
        return Stream.of(
                        pending.getType() + " " + pending.getState(),
                        pending.getAttempt() == null ? "" : "attempt " + pending.getAttempt(),
                        pending.getStep() == null ? "" : "step " + pending.getStep(),
                        pending.getLastHeartbeatAt() == null
                                ? ""
                                : "heard of " + times.when(pending.getLastHeartbeatAt()),
                        pending.getTries() > 1 ? "try " + pending.getTries() + ": " + pending.getLastFailure() : "")
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
