package dev.sia.server.activity;

import dev.sia.server.job.JobId;
import dev.sia.server.outbox.Assignment;
import dev.sia.server.outbox.WorkflowCalls;
import dev.sia.server.workflow.JobInput;
import dev.sia.server.workflow.JobWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place that starts and wakes workflows. */
public final class TemporalCalls implements WorkflowCalls {
    private static final Logger log = LoggerFactory.getLogger(TemporalCalls.class);

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
        endElsewhere(jobId);
        workflow(jobId).signalWithStart(JobWorkflow.WAKE, new Object[] {}, new Object[] {input(jobId)});
    }

    /** A workflow of another task queue, whose workers may be gone, gives way: the database knows how far it was. */
    private void endElsewhere(UUID jobId) {
        WorkflowStub workflow = client.newUntypedWorkflowStub(new JobId(jobId).workflowId());
        try {
            DescribeWorkflowExecutionResponse found = workflow.describe().getRawDescription();
            String queue = found.getExecutionConfig().getTaskQueue().getName();
            boolean runs = found.getWorkflowExecutionInfo().getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
            if (runs && !queue.equals(taskQueue)) {
                log.info("The workflow of job {} leaves the task queue {} for {}", jobId, queue, taskQueue);
                workflow.terminate("It goes on in the task queue " + taskQueue + ".");
            }
        } catch (WorkflowNotFoundException none) {
            // Nor is it in the way.
        }
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
