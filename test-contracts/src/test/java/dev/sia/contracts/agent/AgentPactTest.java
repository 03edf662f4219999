package dev.sia.contracts.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole reference agent, with a real repository and real commands, goes through every interaction of its pact. */
class AgentPactTest {
    @RegisterExtension
    static final AgentPact PACT = new AgentPact();

    private static final String OTHER_ATTEMPT = "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3e";
    private static final String WORK = "echo 'Reading export.py'; echo 'print(1)' >> export.py";
    private static final String LONG_WORK = "echo begun; exec sleep 60";

    @TempDir
    Path directory;

    private PactAgentServer server;
    private GitRepository repository;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        server = new PactAgentServer(PACT);
        repository = GitRepository.create(directory);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
        PACT.assertNoDifferences();
    }

    private EmbeddedAgent agent(String generate, String verify) {
        return new EmbeddedAgent(
                server.target(),
                "sia_en_good",
                directory.resolve("state"),
                new EmbeddedAgent.Commands(generate, verify));
    }

    private void offer(UnaryOperator<ConnectResponse.Builder> change) {
        server.say(AgentInteractions.OFFER, offer -> {
            offer.getOfferBuilder().getJobBuilder().setRepositoryUrl(repository.url());
            return change.apply(offer);
        });
    }

    private void offer() {
        server.expect(AgentInteractions.ATTACH);
        offer(UnaryOperator.identity());
        server.expect(AgentInteractions.ACCEPT);
    }

    @Test
    void runsAnAttemptToItsEnd() throws Exception {
        try (EmbeddedAgent agent = agent(WORK, "grep -q 1 export.py")) {
            offer();
            server.expect(AgentInteractions.STEP);
            server.expect(AgentInteractions.STEP_ENDED);
            server.expect(AgentInteractions.SUCCEEDED);
            assertThat(repository.git("branch", "--list", "sia/*")).contains("sia/");
            server.say(AgentInteractions.SERVER_HEARTBEAT, UnaryOperator.identity());
            server.expect(AgentInteractions.AGENT_HEARTBEAT);
            assertThat(agent.hasEnded()).isFalse();
        }
    }

    @Test
    void tellsThatTheChecksFailed() throws Exception {
        try (EmbeddedAgent _ = agent(WORK, "echo 'no tests'; exit 1")) {
            offer();
            server.expect(AgentInteractions.FAILED);
        }
    }

    @Test
    void sendsLinesAgainThatWereNotStored() throws Exception {
        server.loseABatch();
        try (EmbeddedAgent _ = agent(WORK, "")) {
            offer();
            server.expect(AgentInteractions.SUCCEEDED);
            assertThat(server.heard().stream()
                            .filter(ConnectRequest::hasLogBatch)
                            .map(frame -> frame.getLogBatch().getFirstSeq())
                            .filter(first -> first == 1))
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void stopsAnAttemptThatIsCancelled() throws Exception {
        try (EmbeddedAgent _ = agent(LONG_WORK, "")) {
            offer();
            server.expect(AgentInteractions.STEP);
            server.say(AgentInteractions.CANCEL, UnaryOperator.identity());
            server.expect(AgentInteractions.CANCEL_ACK);
            server.expect(AgentInteractions.CANCELLED);
        }
    }

    @Test
    void refusesASecondAttemptAndDropsOneWhoseLeaseIsLost() throws Exception {
        try (EmbeddedAgent _ = agent(LONG_WORK, "")) {
            offer();
            server.expect(AgentInteractions.STEP);
            offer(AgentPactTest::otherAttempt);
            server.expect(AgentInteractions.REJECT);
            server.say(AgentInteractions.LEASE_LOST, UnaryOperator.identity());
            // The processes are gone when there is room again.
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                offer(AgentPactTest::otherAttempt);
                return server.heard().stream().anyMatch(AgentPactTest::acceptsOther);
            });
        }
    }

    private static ConnectResponse.Builder otherAttempt(ConnectResponse.Builder offer) {
        offer.getOfferBuilder().setAttemptId(OTHER_ATTEMPT);
        return offer;
    }

    private static boolean acceptsOther(ConnectRequest frame) {
        return frame.getAcceptOffer().getAttemptId().equals(OTHER_ATTEMPT);
    }

    @Test
    void finishesWhatItHasWhenItIsDrained() throws Exception {
        Path go = Files.createDirectories(directory.resolve("signals")).resolve("go");
        String waits = "echo begun; until [ -e '" + go + "' ]; do sleep 0.05; done; " + WORK;
        try (EmbeddedAgent agent = agent(waits, "")) {
            offer();
            server.expect(AgentInteractions.STEP);
            server.say(AgentInteractions.SERVER_DRAIN, UnaryOperator.identity());
            await().until(() -> agent.said().stream().anyMatch(line -> line.contains("disk is full")));
            agent.drain("SIGTERM");
            server.expect(AgentInteractions.AGENT_DRAIN);
            offer(AgentPactTest::otherAttempt);
            server.expect(AgentInteractions.REJECT);
            Files.createFile(go);
            server.expect(AgentInteractions.SUCCEEDED);
            await().until(agent::hasEnded);
        }
    }

    @Test
    void passesAHintOn() throws Exception {
        String waits = "echo begun; until grep -q 'other file' \"$SIA_HINTS_FILE\"; do sleep 0.05; done; " + WORK;
        try (EmbeddedAgent _ = agent(waits, "")) {
            offer();
            server.expect(AgentInteractions.STEP);
            server.say(AgentInteractions.HINT, UnaryOperator.identity());
            server.expect(AgentInteractions.HINT_ACK);
            server.expect(AgentInteractions.SUCCEEDED);
        }
    }

    @Test
    void comesBackWithinTheTimeThatTheServerNames() throws Exception {
        try (EmbeddedAgent _ = agent(WORK, "")) {
            server.expect(AgentInteractions.ATTACH);
            server.say(AgentInteractions.GO_AWAY, UnaryOperator.identity());
            long toldAt = System.nanoTime();
            server.drop();
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> server.heard().stream()
                                    .filter(ConnectRequest::hasAttach)
                                    .count()
                            == 2);
            assertThat(System.nanoTime() - toldAt).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    @Test
    void hasItsCredentialReplaced() throws Exception {
        Path state = directory.resolve("state");
        try (EmbeddedAgent agent = new EmbeddedAgent(
                server.target(), "sia_en_good", state, new EmbeddedAgent.Commands(WORK, ""), Duration.ofSeconds(1))) {
            await().atMost(20, TimeUnit.SECONDS).until(server::confirmed);
            assertThat(agent.hasEnded()).isFalse();
        }
    }

    @Test
    void comesBackWithWhatItHolds() throws Exception {
        Path go = Files.createDirectories(directory.resolve("signals")).resolve("go");
        String waits = "echo begun; until [ -e '" + go + "' ]; do sleep 0.05; done; " + WORK;
        try (EmbeddedAgent _ = agent(waits, "")) {
            offer();
            server.expect(AgentInteractions.STEP);
            server.drop();
            server.expect(AgentInteractions.ATTACH_AGAIN);
            Files.createFile(go);
            server.expect(AgentInteractions.SUCCEEDED);
        }
    }
}
