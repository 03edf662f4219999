package dev.sia.server.activity;

import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.workflow.JobWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs this node's share of workflows and activities, and the activities that only this node can run, whenever Temporal is
 * there. It need not be when the node starts, and may go away at any time.
 */
public final class WorkerHost implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerHost.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final int LOOKS_UNTIL_AWAY = 3;
    private static final long STOP_SECONDS = 10;

    private final WorkflowClient client;
    private final TemporalSettings settings;
    private final AttemptProgress progress;
    private final Runnable onReturn;
    private final TemporalProbe probe;
    private final Thread watch = Thread.ofVirtual().name("temporal-watch").unstarted(this::watch);
    private volatile WorkerFactory factory;
    /** What was said last of why jobs wait; empty when they do not. Of the watch alone, as is the next. */
    private String told = "";

    private int troubledLooks;

    /** @param onReturn called when Temporal is back */
    public WorkerHost(WorkflowClient client, TemporalSettings settings, AttemptProgress progress, Runnable onReturn) {
        this.client = client;
        this.settings = settings;
        this.progress = progress;
        this.onReturn = onReturn;
        this.probe = new TemporalProbe(client);
        this.factory = workers();
    }

    private WorkerFactory workers() {
        WorkerFactory made = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        AttemptActivitiesImpl attempts = new AttemptActivitiesImpl(progress);
        Worker shared = made.newWorker(settings.taskQueue(), options());
        shared.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        shared.registerActivitiesImplementations(new JobActivitiesImpl(progress), attempts);
        made.newWorker(NodeQueue.of(settings.nodeId()), options()).registerActivitiesImplementations(attempts);
        return made;
    }

    private static WorkerOptions options() {
        return WorkerOptions.newBuilder().setUsingVirtualThreads(true).build();
    }

    /** Begins to work as soon as Temporal can be reached; does not wait for that. */
    public void start() {
        watch.start();
    }

    private void watch() {
        try {
            while (true) {
                try {
                    look();
                } catch (RuntimeException failure) {
                    log.warn("Temporal could not be looked after; next time in {}", BETWEEN_LOOKS, failure);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException closed) {
            log.debug("Temporal is not watched any longer");
        }
    }

    private void look() {
        boolean hadStarted = factory.isStarted();
        Optional<String> trouble = startIfPossible();
        troubledLooks = trouble.isPresent() ? troubledLooks + 1 : 0;
        if (trouble.isEmpty() && !told.isEmpty()) {
            back(hadStarted);
        } else if (!hadStarted || troubledLooks >= LOOKS_UNTIL_AWAY) {
            trouble.ifPresent(this::away);
        }
    }

    private Optional<String> startIfPossible() {
        Optional<String> trouble = probe.trouble();
        if (trouble.isPresent() || factory.isStarted()) {
            return trouble;
        }
        try {
            factory.start();
            return Optional.empty();
        } catch (RuntimeException notNow) {
            log.debug("The workers cannot start", notNow);
            return Optional.of(TemporalTrouble.of(notNow, settings.namespace()));
        }
    }

    /** Says it, but not again and again. */
    private void away(String trouble) {
        if (!trouble.equals(told)) {
            log.warn("Jobs wait: {}", trouble);
            told = trouble;
        }
    }

    private void back(boolean hadStarted) {
        log.info("Temporal is back: jobs go on");
        told = "";
        if (hadStarted) {
            replaceWorkers(onReturn);
        } else {
            onReturn.run();
        }
    }

    /**
     * Workers whose polls have failed for a while wait for up to a minute before the next; new ones do not. The old ones end
     * what they have taken already, for Temporal would miss that only after its timeouts.
     *
     * @param begun called when the new ones work, before the old ones have ended
     */
    void replaceWorkers(Runnable begun) {
        WorkerFactory tired = factory;
        factory = workers();
        startIfPossible().ifPresent(this::away);
        try {
            begun.run();
        } finally {
            end(tired);
        }
    }

    /** Lets running activities end, none of which takes long. */
    @Override
    public void close() {
        watch.interrupt();
        try {
            watch.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        end(factory);
    }

    private static void end(WorkerFactory workers) {
        workers.shutdown();
        workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        workers.shutdownNow();
    }
}
