package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobWorkflowPhase;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.ChildNode;
import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.DurableTemporal;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.Node;
import dev.sia.contracts.node.TestTemporal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Temporal is killed, is not what was configured, or has nobody who works: jobs are accepted, wait and say why, and go on by
 * themselves, each once. The Temporal is one that comes back empty, or a real one that comes back on its file.
 */
@Tag("orchestration")
class TemporalLossIT {
    @RegisterExtension
    final Cluster cluster = new Cluster();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    private TestTemporal temporal;

    @BeforeEach
    void start() {
        temporal = cluster.closing(TestTemporal.own(cluster.directory()));
        temporal.start();
        cluster.set(temporal.settings());
    }

    @Test
    void jobsGoOnWhenTemporalWasKilled() {
        LocalNode node = cluster.local("node");
        Tenant tenant = cluster.tenant(node);
        Job first = tenant.job();
        Job second = tenant.job();
        awaitStarted(tenant, first, second);
        ScriptedAgent agent = tenant.agent(10);
        Offer runs = agent.accept();
        Offer alsoRuns = agent.accept();
        assertThat(Set.of(job(runs), job(alsoRuns))).isEqualTo(Set.of(first.getId(), second.getId()));
        agent.log(runs, 1, 3);

        temporal.kill();
        agent.log(runs, 4, 5);
        agent.succeed(runs, 5);
        Job third = tenant.job();
        Job fourth = tenant.job();
        List.of(third, fourth).forEach(job -> awaitTrouble(tenant, job, "Temporal does not answer"));
        awaitHealth(node, """
                ready
                temporal: Temporal does not answer; the server tries again by itself.
                """);
        agent.hearsNothing(A_WHILE);

        temporal.start();
        Set<UUID> late = Stream.of(agent.accept(), agent.accept())
                .peek(offer -> agent.succeed(offer, 0))
                .map(TemporalLossIT::job)
                .collect(Collectors.toSet());
        assertThat(late).containsExactlyInAnyOrder(third.getId(), fourth.getId());
        agent.succeed(alsoRuns, 0);
        assertEachDoneOnce(tenant, first, second, third, fourth);
        agent.hearsNothing(A_WHILE);
        awaitHealth(node, "ready\n");
    }

    /** The workflows of a node that has left wait in a queue that nobody asks for work. */
    @Test
    void jobsGoOnUnderAnotherTaskQueue() {
        LocalNode node = cluster.local("node");
        Tenant tenant = cluster.tenant(node);
        Job running = tenant.job();
        EnrolResponse enrolled = tenant.enrol("build-box-1");
        ScriptedAgent agent = tenant.connect(enrolled.getCredential());
        agent.attach(1);
        Offer offer = agent.accept();
        Job queued = tenant.job();
        awaitStarted(tenant, running, queued);

        tenant.close();
        node.close();
        cluster.set("SIA_TEMPORAL_TASK_QUEUE", "sia-test-" + UUID.randomUUID());
        Tenant later = cluster.tenant(cluster.local("node"), tenant.organizationId());
        ScriptedAgent returned = later.connect(enrolled.getCredential());
        Attached attached = returned.attach(1, ScriptedAgent.held(offer, 0));
        assertThat(attached.getVerdictsList()).hasSize(1);
        returned.succeed(offer, 0);
        returned.succeed(returned.accept(), 0);
        assertEachDoneOnce(later, running, queued);
    }

    @Test
    @EnabledIfEnvironmentVariable(
            named = TestTemporal.PROGRAM,
            matches = ".+",
            disabledReason = "needs a real Temporal; .ci/run gives it one")
    void jobsWaitForANamespaceThatIsMissing() {
        String namespace = "missing-" + UUID.randomUUID();
        String trouble =
                "Temporal has no namespace \"" + namespace + "\"; the server goes on by itself when it is there.";
        cluster.set("SIA_TEMPORAL_NAMESPACE", namespace);
        ChildNode node = cluster.child("node");
        Tenant tenant = cluster.tenant(node);
        ScriptedAgent agent = tenant.agent();
        Job job = tenant.job();
        awaitTrouble(tenant, job, trouble);
        awaitHealth(node, "ready\ntemporal: " + trouble + "\n");
        assertThat(node.output().lines().filter(line -> line.endsWith("Jobs wait: " + trouble)))
                .hasSize(1);
        agent.hearsNothing(A_WHILE);

        ((DurableTemporal) temporal).createNamespace(namespace);
        agent.succeed(agent.accept(), 0);
        assertEachDoneOnce(tenant, job);
        awaitHealth(node, "ready\n");
    }

    private static UUID job(Offer offer) {
        return UUID.fromString(offer.getJobId());
    }

    private static void awaitStarted(Tenant tenant, Job... jobs) {
        for (Job job : jobs) {
            await().atMost(PATIENCE)
                    .until(() -> tenant.job(job.getId()).getWorkflow().getState() == JobWorkflowPhase.STARTED);
        }
    }

    private static void awaitTrouble(Tenant tenant, Job job, String trouble) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Job now = tenant.job(job.getId());
            assertThat(now.getStatus()).isEqualTo(JobStatus.QUEUED);
            assertThat(now.getWorkflow().getState()).isEqualTo(JobWorkflowPhase.STARTING);
            assertThat(now.getWorkflow().getLastError()).startsWith(trouble);
        });
    }

    private void assertEachDoneOnce(Tenant tenant, Job... jobs) {
        for (Job job : jobs) {
            assertThat(tenant.awaitStatus(job.getId(), JobStatus.IN_REVIEW).getAttemptCount())
                    .isEqualTo(1);
            // What went wrong on the way is forgotten when the last promise to Temporal is kept, which may be after the
            // end.
            await().atMost(PATIENCE).untilAsserted(() -> {
                Job done = tenant.job(job.getId());
                assertThat(done.getWorkflow().getState()).isEqualTo(JobWorkflowPhase.STARTED);
                assertThat(done.getWorkflow().getLastError()).isNull();
            });
        }
        assertThat(cluster.column("select id from attempt")).hasSize(jobs.length);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(cluster.column("select kind from outbox")).isEmpty());
    }

    /** A Temporal that has just come up may be too slow for one probe. */
    private static void awaitHealth(Node node, String page) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(health(node)).isEqualTo(page));
    }

    private static String health(Node node) {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(node.addresses().managementUrl() + "/health/ready"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(ready, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException | InterruptedException thrown) {
            throw new IllegalStateException(thrown);
        }
    }
}
