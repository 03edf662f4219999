package dev.sia.server.activity;

import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.workflow.JobWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.concurrent.TimeUnit;

/** Runs this node's share of workflows and activities, and the activities that only this node can run. */
public final class WorkerHost implements AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private final WorkerFactory factory;

    public WorkerHost(WorkflowClient client, TemporalSettings settings, AttemptProgress progress) {
        this.factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        AttemptActivitiesImpl attempts = new AttemptActivitiesImpl(progress);
        Worker shared = factory.newWorker(settings.taskQueue(), options());
        shared.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        shared.registerActivitiesImplementations(new JobActivitiesImpl(progress), attempts);
        factory.newWorker(NodeQueue.of(settings.nodeId()), options()).registerActivitiesImplementations(attempts);
    }

    private static WorkerOptions options() {
        return WorkerOptions.newBuilder().setUsingVirtualThreads(true).build();
    }

    public void start() {
        factory.start();
    }

    /** Lets running activities end, none of which takes long. */
    @Override
    public void close() {
        factory.shutdown();
        factory.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
