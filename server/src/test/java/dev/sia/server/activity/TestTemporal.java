package dev.sia.server.activity;

import dev.sia.server.TestFeatures;
import dev.sia.server.db.Database;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.outbox.OutboxRelay;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;

/** An in-process Temporal with the production worker and relay; closing it forgets every workflow. */
final class TestTemporal implements AutoCloseable {
    private static final String QUEUE = "sia";

    private final TestServer.InProcessTestServer server = TestServer.createServer(true);
    private final WorkflowServiceStubs stubs;
    final WorkflowClient client;
    private final WorkerHost workers;
    private final OutboxRelay relay;

    TestTemporal(TestFeatures world, Database database) {
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(server.getChannel())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                // Recorded histories shall not name the machine that they come from.
                WorkflowClientOptions.newBuilder().setIdentity("test").build());
        workers = new WorkerHost(
                client, new TemporalSettings("default", QUEUE, TestFeatures.NODE), world.features.attemptProgress);
        workers.start();
        relay = new OutboxRelay(
                database,
                world.features.outbox,
                new TemporalCalls(client, QUEUE),
                new JobWorkflowStarts(world.signals));
        relay.start();
    }

    @Override
    public void close() {
        relay.close();
        workers.close();
        stubs.shutdownNow();
        server.close();
    }
}
