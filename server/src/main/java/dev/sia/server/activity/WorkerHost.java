package dev.sia.server.activity;

import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.workflow.JobWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs this node's share of workflows and activities, and the activities that only this node can run. */
public final class WorkerHost implements AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(WorkerHost.class);

    private final WorkerFactory factory;
    private final String namespace;
    private final Thread starter = Thread.ofVirtual().name("temporal-workers").unstarted(this::startWhenReachable);

    public WorkerHost(WorkflowClient client, TemporalSettings settings, AttemptProgress progress) {
        this.namespace = settings.namespace();
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

    /** Begins to work as soon as Temporal can be reached; does not wait for that. */
    public void start() {
        starter.start();
    }

    private void startWhenReachable() {
        try {
            for (String told = ""; !factory.isStarted(); Thread.sleep(BETWEEN_TRIES)) {
                told = tryToStart(told);
            }
        } catch (InterruptedException closed) {
            log.debug("The workers never started");
        }
    }

    /**
     * Says what is wrong, but not again and again.
     *
     * @param told what was said before
     */
    private String tryToStart(String told) {
        try {
            factory.start();
            if (!told.isEmpty()) {
                log.info("Temporal is there: jobs go on");
            }
            return told;
        } catch (RuntimeException notNow) {
            String trouble = TemporalTrouble.of(notNow, namespace);
            if (!trouble.equals(told)) {
                log.warn("Jobs wait: {}", trouble);
            }
            log.debug("The workers cannot start", notNow);
            return trouble;
        }
    }

    /** Lets running activities end, none of which takes long. */
    @Override
    public void close() {
        starter.interrupt();
        factory.shutdown();
        factory.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        factory.shutdownNow();
    }
}
