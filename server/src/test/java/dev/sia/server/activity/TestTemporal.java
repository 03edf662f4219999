package dev.sia.server.activity;

import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.Database;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.outbox.OutboxRelay;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Temporal with the production worker and relay: one inside this process that forgets every workflow when it is closed,
 * or the one at {@code SIA_TEST_TEMPORAL_TARGET}. There each test run has a task queue of its own, and leaves no workflow
 * running.
 */
final class TestTemporal implements AutoCloseable {
    static final String TARGET = "SIA_TEST_TEMPORAL_TARGET";
    private static final @Nullable String OUTSIDE = System.getenv(TARGET);
    static final String QUEUE = OUTSIDE == null ? "sia" : "sia-test-" + UUID.randomUUID();

    private final TestServer.@Nullable InProcessTestServer inside =
            OUTSIDE == null ? TestServer.createServer(true) : null;
    private final WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(options());
    final WorkflowClient client = WorkflowClient.newInstance(
            stubs,
            // Recorded histories shall not name the machine that they come from.
            WorkflowClientOptions.newBuilder().setIdentity("test").build());
    private final Database database;
    private final WorkerHost workers;
    private final OutboxRelay relay;

    TestTemporal(TestFeatures world, Database database) {
        this.database = database;
        relay = new OutboxRelay(
                database,
                world.features.outbox,
                new TemporalCalls(client, QUEUE),
                new JobWorkflowStarts(world.signals));
        workers = new WorkerHost(
                client,
                new TemporalSettings("default", QUEUE, TestFeatures.NODE),
                world.features.attemptProgress,
                relay::retryNow);
        workers.start();
        relay.start();
    }

    private WorkflowServiceStubsOptions options() {
        WorkflowServiceStubsOptions.Builder options = WorkflowServiceStubsOptions.newBuilder();
        return (inside == null ? options.setTarget(OUTSIDE) : options.setChannel(inside.getChannel())).build();
    }

    /** As when Temporal has been away and is back. */
    void replaceWorkers(Runnable begun) {
        workers.replaceWorkers(begun);
    }

    @Override
    public void close() {
        relay.close();
        workers.close();
        if (inside == null) {
            new TestSql(database).column(UUID.class, "select id from job").forEach(this::terminate);
        }
        stubs.shutdownNow();
        if (inside != null) {
            inside.close();
        }
    }

    private void terminate(UUID job) {
        try {
            client.newUntypedWorkflowStub(new JobId(job).workflowId()).terminate("The test is over.");
        } catch (WorkflowNotFoundException over) {
            // As wished.
        }
    }
}
