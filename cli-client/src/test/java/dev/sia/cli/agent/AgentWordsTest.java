package dev.sia.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.TestAgent.Work;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What server and agent say to each other besides work: hints, drains, a word before the server goes. */
class AgentWordsTest {
    private static final String ATTEMPT = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a0001";
    private static final String OTHER = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a0002";
    private static final String HINT = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a0003";

    @TempDir
    Path directory;

    private FakeServer server;
    private GitRepository repository;
    private Path go;

    @BeforeEach
    void start() throws Exception {
        server = new FakeServer();
        repository = GitRepository.create(directory);
        go = directory.resolve("go");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private TestAgent agent(Work work) {
        TestAgent agent = new TestAgent(server, directory.resolve("state"), work);
        await().until(() -> !server.sessions.isEmpty());
        return agent;
    }

    private void offer(String attempt) {
        server.session().send(TestAgent.offer(attempt, repository.url()));
    }

    private void hint(String id, String text) {
        server.session()
                .send(ConnectResponse.newBuilder()
                        .setHint(Hint.newBuilder()
                                .setAttemptId(ATTEMPT)
                                .setHintId(id)
                                .setText(text)
                                .setAuthor("Ada")));
    }

    private List<String> acknowledged() {
        return server.frames(
                ConnectRequest::hasHintAck,
                frame ->
                        frame.getHintAck().getLease() + " " + frame.getHintAck().getHintId());
    }

    private void awaitBegun() {
        await().until(() -> server.texts(ATTEMPT).contains("begun"));
    }

    private String untilGo(String then) {
        return "echo begun; until [ -e '" + go + "' ]; do sleep 0.05; done; " + then;
    }

    private Outcome outcome() {
        await().until(() ->
                !server.frames(ConnectRequest::hasAttemptResult, frame -> frame).isEmpty());
        return server.frames(
                        ConnectRequest::hasAttemptResult,
                        frame -> frame.getAttemptResult().getOutcome())
                .getFirst();
    }

    @Test
    void hintsAreInTheFileOnceAndAcknowledgedEachTime() throws Exception {
        try (TestAgent _ = agent(Work.generating(untilGo("cat \"$SIA_HINTS_FILE\"; echo x > new.txt")))) {
            offer(ATTEMPT);
            awaitBegun();
            hint(HINT, "Look at \"export\".\nThen stop.");
            await().until(() -> acknowledged().size() == 1);
            hint(HINT, "Look at \"export\".\nThen stop.");
            await().until(() -> acknowledged().size() == 2);
            hint(OTHER, "And test it.");
            await().until(() -> acknowledged().size() == 3);
            Files.createFile(go);

            assertThat(outcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(acknowledged())
                    .containsExactly(
                            "lease-" + ATTEMPT + " " + HINT,
                            "lease-" + ATTEMPT + " " + HINT,
                            "lease-" + ATTEMPT + " " + OTHER);
            assertThat(server.texts(ATTEMPT).stream().filter(line -> line.startsWith("{")))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains("\"author\":\"Ada\"")
                                    .contains("\"text\":\"Look at \\\"export\\\".\\nThen stop.\""),
                            line -> assertThat(line).contains("And test it."));
        }
    }

    @Test
    void hintsReachTheStandardInputOfAToolThatReadsThem() throws Exception {
        String tool =
                "echo begun; read -r first; echo \"heard $first\"; read -r second; echo \"then $second\"; echo x > new.txt";
        try (TestAgent _ = agent(Work.generating(tool).readingHints())) {
            offer(ATTEMPT);
            awaitBegun();
            hint(HINT, "one");
            await().until(() -> server.texts(ATTEMPT).contains("heard one"));
            hint(OTHER, "two");

            assertThat(outcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(server.texts(ATTEMPT)).contains("then two");
        }
    }

    @Test
    void toolHasNothingToReadUnlessItWasToldTo() throws Exception {
        try (TestAgent _ = agent(Work.generating("cat; echo x > new.txt"))) {
            offer(ATTEMPT);
            assertThat(outcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        }
    }

    @Test
    void finishesWhatItHasTakesNoMoreAndEnds() throws Exception {
        try (TestAgent agent = agent(Work.generating(untilGo("echo x > new.txt")))) {
            offer(ATTEMPT);
            awaitBegun();
            agent.drain("SIGTERM");
            await().until(() ->
                    !server.frames(ConnectRequest::hasDrain, frame -> frame).isEmpty());
            offer(OTHER);
            await().until(() -> !server.frames(ConnectRequest::hasRejectOffer, frame -> frame)
                    .isEmpty());
            assertThat(agent.ended).isNotDone();
            // It says so again when it comes back meanwhile.
            server.session().fail(Status.UNAVAILABLE);
            await().until(() ->
                    server.frames(ConnectRequest::hasDrain, frame -> frame).size() == 2);
            Files.createFile(go);

            assertThat(outcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(agent.ended).succeedsWithin(Duration.ofSeconds(20));
            assertThat(server.session().open).isFalse();
        }
    }

    @Test
    void endsAtOnceWhenThereIsNothingToFinish() throws Exception {
        try (TestAgent agent = agent(Work.generating("true"))) {
            agent.drain("SIGTERM");
            assertThat(agent.ended).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void stopEndsADrainAtOnce() throws Exception {
        try (TestAgent agent = agent(Work.generating(untilGo("true")))) {
            offer(ATTEMPT);
            awaitBegun();
            agent.drain("SIGTERM");
            agent.stop();
            assertThat(agent.ended).succeedsWithin(Duration.ofSeconds(20));
            assertThat(outcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        }
    }

    @Test
    void tellsItsPeopleWhenTheServerDrainsIt() throws Exception {
        try (TestAgent agent = agent(Work.generating("echo x > new.txt"))) {
            server.session()
                    .send(ConnectResponse.newBuilder()
                            .setDrain(Drain.newBuilder().setReason("disk is full")));
            await().until(() ->
                    agent.output.contains("The server gives this agent no more jobs for now: disk is full"));
            server.session()
                    .send(ConnectResponse.newBuilder()
                            .setDrain(Drain.newBuilder().setReason("again").setOver(true)));
            await().until(() -> agent.output.contains("Taking jobs again: again"));
            offer(ATTEMPT);
            assertThat(outcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        }
    }

    private AttemptResult resultOf(Offer.Builder offer) {
        server.session().send(ConnectResponse.newBuilder().setOffer(offer));
        await().until(() -> !server.frames(
                        frame -> frame.getAttemptResult().getAttemptId().equals(offer.getAttemptId()), frame -> frame)
                .isEmpty());
        return server.frames(
                        frame -> frame.getAttemptResult().getAttemptId().equals(offer.getAttemptId()),
                        ConnectRequest::getAttemptResult)
                .getFirst();
    }

    private Offer.Builder offerOf(String attempt) {
        return TestAgent.offerOf(attempt, repository.url(), Duration.ofMinutes(2)).toBuilder();
    }

    @Test
    void stopsAStepWhoseTimeIsUp() throws Exception {
        try (TestAgent _ = agent(Work.generating("sleep 60"))) {
            AttemptResult result = resultOf(offerOf(ATTEMPT).setStepTimeout(FakeServer.millis(5000)));
            assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_TIMEOUT);
            assertThat(result.getFailedStep()).isEqualTo(Step.STEP_GENERATE);
            assertThat(result.getFailureMessage()).isEqualTo("The generate step's time of 5 s was up.");
        }
    }

    @Test
    void goesOnFromThePublishedBranchWithWhatPeopleAddedToIt() throws Exception {
        try (TestAgent _ = agent(Work.generating("ls; echo x >> work.txt"))) {
            assertThat(resultOf(offerOf(ATTEMPT)).getPublication().getInsertions())
                    .isEqualTo(1);
            Offer.Builder rework = offerOf(OTHER);
            rework.getJobBuilder().setContinueWorkBranch(true);
            AttemptResult again = resultOf(rework);

            assertThat(again.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(server.texts(OTHER))
                    .contains("work.txt")
                    .anyMatch(line -> line.startsWith("Going on from branch"));
            assertThat(repository.git("show", "sia/job-1:work.txt")).isEqualTo("x\nx");
            // Against the base branch, not against the attempt before.
            assertThat(again.getPublication().getInsertions()).isEqualTo(2);
        }
    }

    @Test
    void startsAnewWhenThePublishedBranchIsGone() throws Exception {
        try (TestAgent _ = agent(Work.generating("echo x >> work.txt"))) {
            Offer.Builder rework = offerOf(ATTEMPT);
            rework.getJobBuilder().setContinueWorkBranch(true);
            assertThat(resultOf(rework).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(server.texts(ATTEMPT)).anyMatch(line -> line.endsWith("starting anew"));
        }
    }

    @Test
    void comesBackWithinTheTimesThatTheServerNamed() throws Exception {
        try (TestAgent _ = agent(Work.generating("true"))) {
            server.session()
                    .send(ConnectResponse.newBuilder()
                            .setGoAway(GoAway.newBuilder()
                                    .setReconnectAfter(FakeServer.millis(1500))
                                    .setReconnectWithin(FakeServer.millis(1600))));
            long brokenAt = System.nanoTime();
            server.session().fail(Status.UNAVAILABLE);
            await().until(() -> server.sessions.size() == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - brokenAt))
                    .isBetween(Duration.ofMillis(1400), Duration.ofSeconds(9));
        }
    }
}
