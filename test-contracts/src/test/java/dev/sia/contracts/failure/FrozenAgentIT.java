package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.model.AgentStatus;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.Repository;
import dev.sia.cli.Main;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.GitRepository;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.JavaProcess;
import dev.sia.contracts.node.TestTemporal;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent stands still for longer than its lease lives, and then goes on as if nothing had happened. */
@Tag("orchestration")
class FrozenAgentIT {
    @RegisterExtension
    final Cluster cluster = new Cluster();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Tenant tenant;
    private GitRepository repository;

    @BeforeEach
    void start() throws Exception {
        cluster.set("SIA_AGENT_GRACE", "8s");
        cluster.set(TestTemporal.outside());
        tenant = cluster.tenant(cluster.local("node"));
        repository = GitRepository.create(cluster.directory());
    }

    @Test
    void frozenAgentComesTooLateAndTheJobEndsElsewhere() throws Exception {
        Path tool = cluster.directory().resolve("tool");
        Path mayEnd = cluster.directory().resolve("may-end");
        Path ended = cluster.directory().resolve("ended");
        JavaProcess frozen = cluster.closing(agentProcess("touch " + tool + "; until [ -e " + mayEnd
                + " ]; do echo waits; sleep 0.1; done; echo 'print(late)' >> export.py; touch " + ended));
        Job job = create();
        await().atMost(PATIENCE).until(() -> Files.exists(tool));
        await().atMost(PATIENCE).until(() -> tenant.job(job.getId()).getStatus() == JobStatus.IN_PROGRESS);

        frozen.signal("STOP");
        cluster.closing(new EmbeddedAgent(
                tenant.server().addresses().grpcTarget(),
                tenant.enrolmentToken(),
                cluster.directory().resolve("other-agent"),
                new EmbeddedAgent.Commands("echo 'print(json)' >> export.py", "grep -q json export.py")));
        Job done = tenant.awaitStatus(job.getId(), JobStatus.IN_REVIEW);
        assertThat(done.getAttemptCount()).isEqualTo(2);
        List<String> before = everything(job.getId());

        // Its tool is through and its result waits for it when it wakes up.
        Files.createFile(mayEnd);
        await().atMost(PATIENCE).until(() -> Files.exists(ended));
        frozen.signal("CONT");
        awaitOnline();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(workspaces()).isEmpty());
        assertThat(everything(job.getId())).isEqualTo(before);
        assertThat(repository.git("show", done.getWorkBranch() + ":export.py"))
                .contains("print(json)")
                .doesNotContain("print(late)");
        assertThat(tenant.job(job.getId()).getPublication()).isEqualTo(done.getPublication());
        assertThat(frozen.isAlive()).isTrue();
    }

    private JavaProcess agentProcess(String generate) throws IOException {
        Path token = Files.writeString(cluster.directory().resolve("token"), tenant.enrolmentToken());
        return new JavaProcess(
                Main.class,
                cluster.directory().resolve("agent.log"),
                Map.of("HOME", cluster.directory().toString()),
                "agent",
                "run",
                "--server-grpc",
                tenant.server().addresses().grpcTarget(),
                "--name",
                "frozen",
                "--state-dir",
                cluster.directory().resolve("agent").toString(),
                "--enrolment-token-file",
                token.toString(),
                "--generate",
                generate);
    }

    private Job create() {
        return tenant.owner()
                .jobs(tenant.organizationId())
                .create(new CreateJobRequest()
                        .prompt("Add a --json flag")
                        .repository(new Repository().url(repository.url()).baseBranch("main")));
    }

    private void awaitOnline() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                tenant.owner().agents(tenant.organizationId()).list())
                        .allSatisfy(agent -> assertThat(agent.getStatus()).isEqualTo(AgentStatus.ONLINE)));
    }

    private List<String> workspaces() throws IOException {
        Path workspaces = cluster.directory().resolve("agent").resolve("workspaces");
        try (var files = Files.list(workspaces)) {
            return files.map(Path::toString).toList();
        }
    }

    /** All that a late result could have changed. The lines of the logs, not how they are stored: small chunks are merged later. */
    private List<String> everything(UUID job) {
        Stream<String> rows = cluster.column("""
                select j::text from job j where id = '%1$s'
                union all select (to_jsonb(t) - array['log_merged_seq', 'log_small_chunks', 'log_stored_bytes'])::text
                    from attempt t where job_id = '%1$s'
                union all select e::text from event e where job_id = '%1$s'
                """.formatted(job)).stream();
        Logs logs = tenant.owner().logs(tenant.organizationId());
        Stream<String> lines = Stream.of(1, 2)
                .flatMap(number -> logs.lines(job, LogRange.ofAttempt(number)).map(LogLine::toString));
        return Stream.concat(rows, lines).toList();
    }
}
