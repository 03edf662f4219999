package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.Cancellation;
import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.Repository;
import dev.sia.cli.agent.fault.Faults;
import dev.sia.cli.agent.session.ServerAddress;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.GitRepository;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sia agent run --fault} shows: whatever the agent does wrong, the server's promises hold. */
class FaultyAgentIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 120;

    @TempDir
    Path directory;

    private Tenant tenant;
    private GitRepository repository;
    private @Nullable EmbeddedAgent agent;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        tenant = server.tenant();
        repository = GitRepository.create(directory);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (agent != null) {
            agent.close();
        }
        tenant.close();
    }

    private EmbeddedAgent agent(String faults, String generate) {
        EmbeddedAgent started = new EmbeddedAgent(
                ServerAddress.parse(server.addresses().grpcTarget(), false, Optional.empty()),
                tenant.enrolmentToken(),
                directory.resolve("state"),
                new EmbeddedAgent.Commands(generate, ""),
                Duration.ofDays(30),
                Faults.parse(List.of(faults.split(";")), mistake -> {
                    throw new IllegalArgumentException(mistake);
                }));
        agent = started;
        return started;
    }

    private Job create(Duration longest) {
        return tenant.owner()
                .jobs(tenant.organizationId())
                .create(new CreateJobRequest()
                        .prompt("Add a --json flag")
                        .repository(new Repository().url(repository.url()).baseBranch("main"))
                        .attemptTimeoutSeconds((int) longest.toSeconds()));
    }

    /** An attempt takes at least 13 frames: acceptance, ten step reports, a batch, the result. */
    @ParameterizedTest
    @CsvSource({
        "drop-stream-after=12, the stream breaks after 12 frames",
        "drop-stream-after=2s, the stream breaks after 2 s",
        "dup-log, FAULTS ARE ON: this agent does wrong on purpose (dup-log)",
        "gap-log, gets lost",
        "late-ack=2s, the acceptance of an offer waits for 2 s",
        "drop-stream-after=12;dup-log;gap-log;late-ack=1s, the stream breaks after 12 frames"
    })
    void jobEndsInReviewAndItsLogIsWhole(String faults, String said) {
        EmbeddedAgent faulty = agent(
                faults,
                "i=0; while [ $i -lt " + LINES + " ]; do i=$((i+1)); echo \"tool $i\"; sleep 0.02; done;"
                        + " echo 'print(json)' >> export.py");
        Job created = create(Duration.ofHours(1));

        Job done = await().atMost(PATIENCE)
                .until(() -> tenant.job(created.getId()), job -> job.getStatus() == JobStatus.IN_REVIEW);

        assertThat(done.getAttemptCount()).isEqualTo(1);
        Logs logs = tenant.owner().logs(tenant.organizationId());
        List<LogLine> lines = logs.lines(done.getId(), LogRange.LATEST).toList();
        assertThat(lines)
                .extracting(LogLine::getSeq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, lines.size()).boxed().toList());
        assertThat(lines)
                .extracting(LogLine::getText)
                .filteredOn(text -> text.startsWith("tool "))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(number -> "tool " + number)
                        .toList());
        assertThat(logs.flaw(done.getId(), done.getLatestAttempt()))
                .as("what the agent numbered is what is stored")
                .isEmpty();
        assertThat(done.getLatestAttempt().getLog().getComplete()).isTrue();
        assertThat(faulty.said()).anyMatch(line -> line.contains(said));
    }

    @Test
    void cancellationThatIsAcknowledgedLateIsStillDelivered() throws Exception {
        agent("late-ack=2s", waiting());
        Job created = create(Duration.ofHours(1));
        ProcessHandle tool = tool();

        cancel(created);

        Cancellation cancellation = awaitCancelled(created);
        assertThat(cancellation.getStage()).isEqualTo(CancellationStage.STOPPED);
        assertThat(Duration.between(cancellation.getRequestedAt(), cancellation.getDeliveredAt()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(tool.isAlive()).isFalse();
    }

    @Test
    void attemptWhoseCancellationIsIgnoredEndsWhenItsTimeIsUp() throws Exception {
        EmbeddedAgent deaf = agent("ignore-cancel", waiting());
        Job created = create(Duration.ofSeconds(12));
        ProcessHandle tool = tool();

        cancel(created);
        // Told again and again, because it does not acknowledge.
        await().atMost(PATIENCE)
                .until(() -> deaf.said().stream()
                                .filter(line -> line.contains("is not heard"))
                                .count()
                        >= 2);
        assertThat(tenant.job(created.getId()).getCancellation().getStage()).isEqualTo(CancellationStage.REQUESTED);

        Cancellation cancellation = awaitCancelled(created);
        assertThat(cancellation.getStage()).isEqualTo(CancellationStage.STOPPED);
        assertThat(cancellation.getDeliveredAt()).isNull();
        assertThat(tool.isAlive()).isFalse();
    }

    @Test
    void agentThatIgnoresACancellationCanBeRemoved() throws Exception {
        EmbeddedAgent deaf = agent("ignore-cancel", waiting());
        Job created = create(Duration.ofHours(1));
        ProcessHandle tool = tool();

        cancel(created);
        await().atMost(PATIENCE).until(() -> deaf.said().stream().anyMatch(line -> line.contains("is not heard")));
        var agents = tenant.owner().agents(tenant.organizationId());
        agents.remove(agents.list().findFirst().orElseThrow().getId(), true);

        assertThat(awaitCancelled(created).getStage()).isEqualTo(CancellationStage.UNCONFIRMED);
        await().atMost(PATIENCE).until(deaf::hasEnded);
        await().atMost(PATIENCE).until(() -> !tool.isAlive());
    }

    /** A tool that writes down what it is and does not end. */
    private String waiting() {
        Path pid = directory.resolve("pid");
        return "echo $$ > '" + pid + ".new' && mv '" + pid + ".new' '" + pid + "'; exec sleep 300";
    }

    private ProcessHandle tool() throws IOException {
        Path pid = directory.resolve("pid");
        await().atMost(PATIENCE).until(() -> Files.exists(pid));
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    /** Not before the server knows that the agent works: an offer would only be taken back. */
    private void cancel(Job job) {
        await().atMost(PATIENCE)
                .until(() -> tenant.job(job.getId()).getLatestAttempt().getStatus() == AttemptStatus.RUNNING);
        tenant.owner().jobs(tenant.organizationId()).cancel(job.getId(), "No longer needed");
    }

    private Cancellation awaitCancelled(Job job) {
        return await().atMost(PATIENCE)
                .until(() -> tenant.job(job.getId()), now -> now.getStatus() == JobStatus.CANCELLED)
                .getCancellation();
    }
}
