package dev.sia.cli.agent;

import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.attempt.KeepWorkspaces;
import dev.sia.cli.agent.attempt.WorkSettings;
import dev.sia.cli.agent.mask.Secrets;
import dev.sia.cli.agent.process.SessionLauncher;
import dev.sia.cli.agent.session.AgentIdentity;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real agent against a {@link FakeServer}, in this process. */
final class TestAgent implements AutoCloseable {
    static final List<Step> ALL_STEPS =
            List.of(Step.STEP_PREPARE, Step.STEP_GENERATE, Step.STEP_VERIFY, Step.STEP_PUBLISH, Step.STEP_CLEANUP);

    final List<String> output = new CopyOnWriteArrayList<>();
    final Path state;
    final CompletableFuture<Void> ended;
    private final Agent agent;

    /** What differs from test to test. */
    record Work(
            String generate,
            Optional<String> verify,
            Optional<String> publish,
            KeepWorkspaces keep,
            int capacity,
            boolean hintsOnInput,
            Duration patience,
            List<String> secrets) {
        static Work generating(String command) {
            return new Work(
                    command,
                    Optional.empty(),
                    Optional.empty(),
                    KeepWorkspaces.NEVER,
                    1,
                    false,
                    Duration.ofSeconds(30),
                    List.of());
        }

        Work verifying(String command) {
            return new Work(generate, Optional.of(command), publish, keep, capacity, hintsOnInput, patience, secrets);
        }

        Work publishing(String command) {
            return new Work(generate, verify, Optional.of(command), keep, capacity, hintsOnInput, patience, secrets);
        }

        Work keeping(KeepWorkspaces policy) {
            return new Work(generate, verify, publish, policy, capacity, hintsOnInput, patience, secrets);
        }

        Work hiding(String... values) {
            return new Work(generate, verify, publish, keep, capacity, hintsOnInput, patience, List.of(values));
        }

        Work droppingAfter(Duration wait) {
            return new Work(generate, verify, publish, keep, capacity, hintsOnInput, wait, secrets);
        }

        Work readingHints() {
            return new Work(generate, verify, publish, keep, capacity, true, patience, secrets);
        }
    }

    TestAgent(FakeServer server, Path state, Work work) {
        this(server, state, work, FakeServer.TOKEN);
    }

    TestAgent(FakeServer server, Path state, Work work, String token) {
        this(server, state, work, token, Duration.ofDays(30));
    }

    TestAgent(FakeServer server, Path state, Work work, String token, Duration credentialAge) {
        this.state = state;
        WorkSettings settings = new WorkSettings(
                new WorkSettings.Commands(work.generate(), work.verify(), work.publish(), work.hintsOnInput()),
                Map.of("PATH", System.getenv("PATH"), "HOME", state.toString(), "GIT_CONFIG_NOSYSTEM", "1"),
                Optional.empty(),
                state.resolve("workspaces"),
                work.keep(),
                new WorkSettings.Logs(1024 * 1024, work.patience(), Secrets.of(work.secrets())),
                SessionLauncher.find(System.getenv("PATH")).orElseThrow());
        agent = new Agent(
                new AgentSettings(
                        ServerAddress.parse(server.target(), false, Optional.empty()),
                        new AgentIdentity("test", "1.0", List.of("linux"), work.capacity()),
                        Optional.of(new Secret(token)),
                        credentialAge,
                        state,
                        settings,
                        List.of("a warning")),
                output::add);
        ended = CompletableFuture.runAsync(
                () -> {
                    try {
                        agent.run();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                command -> Thread.ofVirtual().start(command));
    }

    void drain(String reason) {
        agent.drain(reason);
    }

    void stop() throws InterruptedException {
        agent.stop();
    }

    @Override
    public void close() throws InterruptedException {
        agent.stop();
        agent.awaitEnd(Duration.ofSeconds(20));
    }

    static ConnectResponse.Builder offer(String attemptId, String repository) {
        return ConnectResponse.newBuilder().setOffer(offerOf(attemptId, repository, Duration.ofMinutes(2)));
    }

    static Offer offerOf(String attemptId, String repository, Duration timeout) {
        return Offer.newBuilder()
                .setAttemptId(attemptId)
                .setLease("lease-" + attemptId)
                .setJobId("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c")
                .setAttemptNumber(1)
                .setAnswerWithin(FakeServer.millis(10_000))
                .setTimeout(FakeServer.millis(timeout.toMillis()))
                .setJob(JobSpec.newBuilder()
                        .setTitle("Add a file")
                        .setPrompt("Please add a file.")
                        .setRepositoryUrl(repository)
                        .setBaseBranch("main")
                        .setWorkBranch("sia/job-1")
                        .addAllSteps(ALL_STEPS))
                .build();
    }
}
