package dev.sia.server.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.dispatch.Dispatcher;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.OutboxRelay;
import dev.sia.support.FreePort;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose Temporal does not answer accepts jobs, says so, and runs them all once it does. */
class TemporalAwayTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final String QUEUE = "sia";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final int port = FreePort.find();
    private TestFeatures world;
    private WorkflowServiceStubs stubs;
    private WorkflowClient client;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .setGrpcReconnectFrequency(Duration.ofSeconds(1))
                .setRpcRetryOptions(RpcRetryOptions.newBuilder()
                        .setExpiration(Duration.ofSeconds(1))
                        .validateBuildWithDefaults())
                .build());
        client = WorkflowClient.newInstance(stubs);
    }

    @AfterEach
    void stop() {
        stubs.shutdownNow();
    }

    @Test
    void everyJobRunsOnceTemporalComes() throws Exception {
        OrganizationId organization = world.organization();
        AgentIdentity agent = world.enrol(organization, "agent");
        try (var relay = new OutboxRelay(
                        postgres.database(),
                        world.features.outbox,
                        new TemporalCalls(client, QUEUE),
                        new JobWorkflowStarts(world.signals));
                var workers = new WorkerHost(
                        client,
                        new TemporalSettings("default", QUEUE, TestFeatures.NODE),
                        world.features.attemptProgress,
                        relay::retryNow);
                var dispatcher = new Dispatcher(world.features.attemptClaims, world.signals)) {
            workers.start();
            relay.start();
            dispatcher.start();
            List<Job> jobs = IntStream.range(0, 5)
                    .mapToObj(number -> world.features.jobs.create(
                            organization, TestFeatures.ADA, TestFeatures.wish("job " + number), null))
                    .toList();
            await().atMost(PATIENCE)
                    .until(() ->
                            jobs.stream().anyMatch(job -> now(organization, job).workflowError() != null));
            try (var temporal = TestServer.createPortBoundServer(port, true)) {
                await().atMost(PATIENCE)
                        .until(() -> jobs.stream()
                                .allMatch(job -> now(organization, job).workflowStarted()));
                world.attach(agent, 10);
                for (int number = 0; number < jobs.size(); number++) {
                    finish(agent);
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(jobs).allSatisfy(job -> {
                            assertThat(now(organization, job).status()).isEqualTo(JobStatus.IN_REVIEW);
                            assertThat(now(organization, job).workflowError()).isNull();
                        }));
            }
        }
    }

    /** After a change of the Temporal server, tokens of the old one mean nothing to the new one. */
    @Test
    void tokenOfAnotherTemporalWakesTheWorkflowInstead() throws Exception {
        OrganizationId organization = world.organization();
        Job job = world.createJob(organization, "job");
        try (var temporal = TestServer.createPortBoundServer(port, true)) {
            new TemporalCalls(client, QUEUE).completeAttempt(job.id().value(), new byte[] {(byte) 0xff, 1, 2, 3});
            assertThat(client.fetchHistory(job.id().workflowId()).getEvents()).isNotEmpty();
            UUID unknown = UUID.randomUUID();
            new TemporalCalls(client, QUEUE).wake(unknown);
            new TemporalCalls(client, QUEUE).start(unknown);
        }
    }

    private void finish(AgentIdentity agent) throws InterruptedException {
        AttemptOffer offer = world.gateway.offers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(offer).isNotNull();
        world.features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        world.features.attemptReports.result(
                agent, offer.attemptId(), offer.lease(), new AttemptOutcome.Succeeded(null), new FinalLog(0, null));
    }

    private Job now(OrganizationId organization, Job job) {
        return world.features.jobs.find(organization, job.id());
    }
}
