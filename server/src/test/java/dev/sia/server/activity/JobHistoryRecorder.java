package dev.sia.server.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.dispatch.Dispatcher;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.organization.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Records histories for {@link JobWorkflowReplayTest}; it is no test, and runs only when asked to:
 *
 * <pre>mvn -pl server test -Dtest=JobHistoryRecorder -Dsia.record.histories=true</pre>
 *
 * A history that is there already is kept. Give a new path a new name.
 */
@EnabledIfSystemProperty(named = "sia.record.histories", matches = "true")
class JobHistoryRecorder {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestFeatures world;
    private TestTemporal temporal;
    private Dispatcher dispatcher;
    private OrganizationId organization;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        temporal = new TestTemporal(world, postgres.database());
        dispatcher = new Dispatcher(world.features.attemptClaims, world.signals);
        dispatcher.start();
        organization = world.organization();
        agent = world.enrol(organization, "agent");
        world.attach(agent, 1);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        temporal.close();
    }

    @Test
    void review() throws Exception {
        Job job = world.createJob(organization, "Do it");
        report(accepted(), new AttemptOutcome.Succeeded(null));
        record(job, "review");
    }

    @Test
    void cancel() throws Exception {
        Job job = world.createJob(organization, "Do it");
        AttemptOffer offer = accepted();
        world.features.jobs.cancel(organization, TestFeatures.ADA, job.id(), "enough");
        assertThat(world.gateway.cancels.poll(20, TimeUnit.SECONDS)).isEqualTo(offer.attemptId());
        report(offer, new AttemptOutcome.Cancelled());
        record(job, "cancel");
    }

    @Test
    void requeue() throws Exception {
        Job job = world.createJob(organization, "Do it");
        report(accepted(), new AttemptOutcome.Failed(new Failure(FailureClass.AGENT, null, "disk full")));
        report(accepted(), new AttemptOutcome.Succeeded(null));
        record(job, "requeue");
    }

    private AttemptOffer accepted() throws InterruptedException {
        AttemptOffer offer = world.gateway.offers.poll(20, TimeUnit.SECONDS);
        assertThat(offer).isNotNull();
        world.features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        return offer;
    }

    private void report(AttemptOffer offer, AttemptOutcome outcome) {
        world.features.attemptReports.result(agent, offer.attemptId(), offer.lease(), outcome, new FinalLog(0, null));
    }

    private void record(Job job, String name) throws IOException {
        String workflow = job.id().workflowId();
        temporal.client.newUntypedWorkflowStub(workflow).getResult(Void.class);
        Path file = Path.of("src", "test", "resources", "histories", name + ".json");
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, temporal.client.fetchHistory(workflow).toJson(true));
        }
    }
}
