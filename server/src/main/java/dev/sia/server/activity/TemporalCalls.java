package dev.sia.server.activity;

import dev.sia.server.job.JobId;
import dev.sia.server.outbox.Assignment;
import dev.sia.server.outbox.WorkflowCalls;
import dev.sia.server.workflow.JobInput;
import dev.sia.server.workflow.JobWorkflow;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.util.UUID;

/** The only place that starts and wakes workflows. */
public final class TemporalCalls implements WorkflowCalls {
    private final WorkflowClient client;
    private final ActivityCompletionClient completions;
    private final String taskQueue;

    public TemporalCalls(WorkflowClient client, String taskQueue) {
        this.client = client;
        this.completions = client.newActivityCompletionClient();
        this.taskQueue = taskQueue;
    }

    @Override
    public void start(UUID jobId) {
        try {
            workflow(jobId).start(input(jobId));
        } catch (WorkflowExecutionAlreadyStarted running) {
            // As promised.
        }
    }

    @Override
    public void assign(UUID jobId, Assignment made) {
        String node = made.nodeId();
        dev.sia.server.workflow.Assignment told = new dev.sia.server.workflow.Assignment(
                made.attemptId().toString(),
                node == null ? null : NodeQueue.of(node),
                made.longest().toSeconds(),
                made.offered());
        workflow(jobId).signalWithStart(JobWorkflow.ASSIGNED, new Object[] {told}, new Object[] {input(jobId)});
    }

    @Override
    public void wake(UUID jobId) {
        workflow(jobId).signalWithStart(JobWorkflow.WAKE, new Object[] {}, new Object[] {input(jobId)});
    }

    private static JobInput input(UUID jobId) {
        return new JobInput(jobId.toString());
    }

    private WorkflowStub workflow(UUID jobId) {
        WorkflowOptions options = WorkflowOptions.newBuilder()
                .setWorkflowId(new JobId(jobId).workflowId())
                .setTaskQueue(taskQueue)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .build();
        return client.newUntypedWorkflowStub(JobWorkflow.TYPE, options);
    }

    @Override
    public String explain(RuntimeException failure) {
        return TemporalTrouble.of(failure, client.getOptions().getNamespace());
    }

    @Override
    public void completeAttempt(UUID jobId, byte[] taskToken) {
        try {
            completions.complete(taskToken, null);
        } catch (ActivityCompletionException refused) {
            // The workflow has moved on or was lost, or the token is another Temporal's: whatever runs, or starts now,
            // finds the end in the database.
            wake(jobId);
        }
    }
}
