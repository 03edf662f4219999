package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Repository;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.GitRepository;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.ChildNode;
import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.ForgetfulTemporal;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.Switchboard;
import dev.sia.contracts.node.TestTemporal;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes, one database, one Temporal. */
@Tag("orchestration")
class TwoNodesIT {
    @RegisterExtension
    final Cluster cluster = new Cluster();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @BeforeEach
    void start() {
        Map<String, String> outside = TestTemporal.outside();
        if (outside.isEmpty()) {
            ForgetfulTemporal temporal = cluster.closing(new ForgetfulTemporal());
            temporal.start();
            cluster.set(temporal.settings());
        } else {
            cluster.set(outside);
        }
    }

    @Test
    void jobsGoToAgentsOnEitherNode() {
        Tenant one = cluster.tenant(cluster.local("one"));
        Tenant two = cluster.tenant(cluster.local("two"), one.organizationId());
        ScriptedAgent first = one.agent(1);
        ScriptedAgent second = two.agent(1);
        for (Tenant entrance : List.of(one, two)) {
            List<UUID> created = List.of(entrance.job().getId(), entrance.job().getId());
            Offer ofFirst = first.accept();
            Offer ofSecond = second.accept();
            assertThat(Stream.of(ofFirst, ofSecond).map(offer -> UUID.fromString(offer.getJobId())))
                    .containsExactlyInAnyOrderElementsOf(created);
            first.succeed(ofFirst, 0);
            second.succeed(ofSecond, 0);
            created.forEach(job -> assertDone(two, job, 1));
        }
    }

    @Test
    void revokedAgentLosesItsStreamOnWhicheverNodeItIs() {
        Tenant one = cluster.tenant(cluster.local("one"));
        Tenant two = cluster.tenant(cluster.local("two"), one.organizationId());
        ScriptedAgent revoked = two.agent(1);
        UUID id = one.owner()
                .agents(one.organizationId())
                .list()
                .findFirst()
                .orElseThrow()
                .getId();
        ScriptedAgent stays = two.agent(1);

        assertThat(one.owner().agents(one.organizationId()).revokeCredential(id).getConnected())
                .isFalse();

        Status end = revoked.ended();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(end.getDescription()).contains("was revoked");
        UUID job = one.job().getId();
        stays.succeed(stays.accept(), 0);
        assertDone(one, job, 1);
    }

    @Test
    void killedNodeTakesNoJobWithIt() throws Exception {
        cluster.set("SIA_AGENT_GRACE", "8s");
        ChildNode dies = cluster.child("dies");
        LocalNode stays = cluster.local("stays");
        Tenant before = cluster.tenant(dies);
        Tenant tenant = cluster.tenant(stays, before.organizationId());
        GitRepository repository = GitRepository.create(cluster.directory());
        Path runs = cluster.directory().resolve("runs");
        Path mayEnd = cluster.directory().resolve("may-end");

        // One agent comes back to the node that stays, with its work; another does not.
        Switchboard entrance = cluster.closing(new Switchboard());
        entrance.choose(dies);
        Job moved = create(before, repository);
        cluster.closing(new EmbeddedAgent(
                entrance.target(),
                before.enrolmentToken(),
                cluster.directory().resolve("agent"),
                new EmbeddedAgent.Commands(
                        "echo run >> " + runs + "; until [ -e " + mayEnd
                                + " ]; do sleep 0.1; done; echo 'print(json)' >> export.py",
                        "")));
        await().atMost(PATIENCE).until(() -> Files.exists(runs));
        ScriptedAgent gone = before.agent(1);
        Job lost = before.job();
        assertThat(gone.accept().getJobId()).isEqualTo(lost.getId().toString());
        Job waits = before.job();

        dies.kill();
        entrance.choose(stays);
        ScriptedAgent takes = tenant.agent(1);
        // What waited comes first, unless the lease of the lost one has run out already.
        Map<String, Integer> attempts = new HashMap<>();
        for (int number = 0; number < 2; number++) {
            Offer offer = takes.accept();
            attempts.put(offer.getJobId(), offer.getAttemptNumber());
            takes.succeed(offer, 0);
        }
        assertThat(attempts)
                .isEqualTo(Map.of(waits.getId().toString(), 1, lost.getId().toString(), 2));
        Files.createFile(mayEnd);

        assertDone(tenant, waits.getId(), 1);
        assertDone(tenant, lost.getId(), 2);
        assertDone(tenant, moved.getId(), 1);
        assertThat(Files.readAllLines(runs)).containsExactly("run");
        assertThat(repository.git("show", moved.getWorkBranch() + ":export.py")).contains("print(json)");
        takes.hearsNothing(Duration.ofSeconds(1));
    }

    private static Job create(Tenant tenant, GitRepository repository) {
        return tenant.owner()
                .jobs(tenant.organizationId())
                .create(new CreateJobRequest()
                        .prompt("Add a --json flag")
                        .repository(new Repository().url(repository.url()).baseBranch("main")));
    }

    private static void assertDone(Tenant tenant, UUID job, int attempts) {
        assertThat(tenant.awaitStatus(job, JobStatus.IN_REVIEW).getAttemptCount())
                .isEqualTo(attempts);
    }
}
