package dev.sia.server.measure;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Measures a Temporal with workflows that do nothing, on a task queue of its own. */
public final class TemporalYardstick implements AutoCloseable {
    /** More at once makes the server inside this process slower, not faster. */
    private static final int STARTERS = 8;

    private static final int MOST_UNDER_WAY = 64;
    private static final Duration LONGEST_WORKFLOW = Duration.ofMinutes(1);
    private static final long PATIENCE_SECONDS = 30;

    private final WorkflowClient client;
    private final WorkerFactory workers;
    private final String taskQueue = "sia-measure-" + UUID.randomUUID();
    private final Semaphore free = new Semaphore(MOST_UNDER_WAY);
    private final Rate rate = new Rate(STARTERS);

    public TemporalYardstick(WorkflowClient client) {
        this.client = client;
        this.workers = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
    }

    /** How many workflows are started, and run to their end, in a second. */
    public double emptyWorkflowsPerSecond(Duration time) throws InterruptedException {
        return rate.measure(time, count -> {
            begin(count);
            startUntilDone(count);
        });
    }

    private synchronized void begin(Rate.Count count) {
        if (workers.isStarted()) {
            return;
        }
        Worker worker = workers.newWorker(
                taskQueue,
                WorkerOptions.newBuilder().setUsingVirtualThreads(true).build());
        worker.registerWorkflowImplementationFactory(EmptyWorkflow.class, () -> () -> {
            count.one();
            free.release();
        });
        workers.start();
    }

    private void startUntilDone(Rate.Count count) throws InterruptedException {
        WorkflowOptions.Builder options =
                WorkflowOptions.newBuilder().setTaskQueue(taskQueue).setWorkflowExecutionTimeout(LONGEST_WORKFLOW);
        while (count.goesOn()) {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Temporal starts workflows but does not run them");
            }
            String id = taskQueue + "-" + UUID.randomUUID();
            client.newUntypedWorkflowStub(
                            EmptyWorkflow.TYPE, options.setWorkflowId(id).build())
                    .start();
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
