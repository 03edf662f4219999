package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Repository;
import dev.sia.cli.Main;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.GitRepository;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.ChildNode;
import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.ForgetfulTemporal;
import dev.sia.contracts.node.JavaProcess;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.Switchboard;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code sia job logs -f} as a real process, while servers die and people press Ctrl-C. */
class WatchedLogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final Cluster cluster = new Cluster();

    @BeforeEach
    void start() {
        ForgetfulTemporal temporal = cluster.closing(new ForgetfulTemporal());
        temporal.start();
        cluster.set(temporal.settings());
    }

    @Test
    void showsAWholeLogAlthoughItsServerIsKilled() throws Exception {
        ChildNode dies = cluster.child("dies");
        LocalNode stays = cluster.local("stays");
        Tenant before = cluster.tenant(dies);
        Tenant tenant = cluster.tenant(stays, before.organizationId());
        Switchboard forAgents = cluster.closing(new Switchboard());
        Switchboard forPeople = cluster.closing(new Switchboard());
        forAgents.choose(dies);
        forPeople.chooseHttp(dies);
        Path mayEnd = cluster.directory().resolve("may-end");
        Job job = create(before);
        cluster.closing(new EmbeddedAgent(
                forAgents.target(),
                before.enrolmentToken(),
                cluster.directory().resolve("agent"),
                new EmbeddedAgent.Commands(
                        "i=0; until [ -e " + mayEnd + " ]; do i=$((i+1)); echo tick $i; sleep 0.02; done; touch new",
                        "")));
        JavaProcess watching = logs(before, forPeople, "watching", job.getId(), "-f", "-o", "json", "--verify");
        await().atMost(PATIENCE).until(() -> watching.output().contains("tick 20\""));

        dies.kill();
        forAgents.choose(stays);
        forPeople.chooseHttp(stays);
        await().atMost(PATIENCE).until(() -> watching.output().contains("going on after line"));
        Files.createFile(mayEnd);

        assertThat(watching.exitCode()).as(watching.output()).isZero();
        long last = tenant.awaitStatus(job.getId(), JobStatus.IN_REVIEW)
                .getLatestAttempt()
                .getLog()
                .getLastSeq();
        assertThat(seqs(watching)).containsExactlyElementsOf(upTo(last));
        assertThat(watching.output()).contains("the log of attempt 1 is whole: " + last + " records, digest ");
    }

    @Test
    void detachesWithCtrlCAndLeavesTheJobAlone() {
        LocalNode node = cluster.local("node");
        Tenant tenant = cluster.tenant(node);
        ScriptedAgent agent = tenant.agent();
        Job job = tenant.job();
        Offer offer = agent.accept();
        agent.log(offer, 1, 3);
        Switchboard entrance = cluster.closing(new Switchboard());
        entrance.chooseHttp(node);
        JavaProcess watching = logs(tenant, entrance, "watching", job.getId(), "-f");
        await().atMost(PATIENCE).until(() -> watching.output().contains("line 3"));

        assumeFalse(watching.ignoresInterrupts(), "this build was started so that it ignores Ctrl-C");
        watching.signal("INT");
        assertThat(watching.exitCode()).isEqualTo(130);
        assertThat(watching.output())
                .endsWith("sia: detached; the job goes on. To see the rest: sia job logs -f " + job.getId()
                        + " --attempt 1 --after-seq 3\n");

        agent.log(offer, 4, 5);
        assertThat(tenant.job(job.getId()).getStatus()).isEqualTo(JobStatus.IN_PROGRESS);
        agent.succeed(offer, 5);
        JavaProcess rest =
                logs(tenant, entrance, "rest", job.getId(), "-f", "--attempt", "1", "--after-seq", "3", "-o", "json");
        assertThat(rest.exitCode()).as(rest.output()).isZero();
        assertThat(seqs(rest)).containsExactly(4L, 5L);
    }

    private JavaProcess logs(Tenant tenant, Switchboard entrance, String name, UUID job, String... options) {
        Path home = cluster.directory().resolve(name);
        return cluster.closing(new JavaProcess(
                Main.class,
                cluster.directory().resolve(name + ".out"),
                Map.of(
                        "HOME", home.toString(),
                        "XDG_CONFIG_HOME", home.toString(),
                        "SIA_URL", "http://" + entrance.target(),
                        "SIA_TOKEN", tenant.token(Role.VIEWER),
                        "SIA_ORGANIZATION", tenant.organizationId().toString()),
                Stream.concat(Stream.of("job", "logs", job.toString()), Stream.of(options))
                        .toArray(String[]::new)));
    }

    private Job create(Tenant tenant) throws IOException, InterruptedException {
        GitRepository repository = GitRepository.create(cluster.directory());
        return tenant.owner()
                .jobs(tenant.organizationId())
                .create(new CreateJobRequest()
                        .prompt("Tick")
                        .repository(new Repository().url(repository.url()).baseBranch("main")));
    }

    /** Numbers of the records, which are the lines that are JSON objects. */
    private static List<Long> seqs(JavaProcess process) {
        return process.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(WatchedLogIT::seq)
                .toList();
    }

    private static Long seq(String record) {
        try {
            JsonNode json = JSON.readTree(record);
            return json.get("seq").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
