package dev.sia.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.Cancel;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.LeaseLost;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import dev.sia.cli.agent.TestAgent.Work;
import dev.sia.cli.agent.attempt.KeepWorkspaces;
import dev.sia.cli.agent.session.ConnectionFailure;
import dev.sia.sdk.LogDigest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSessionTest {
    private static final String ATTEMPT = "0198f0c4-7d1e-7a52-9c3b-00000000000a";
    private static final String OTHER = "0198f0c4-7d1e-7a52-9c3b-00000000000b";

    @TempDir
    private Path directory;

    private FakeServer server;
    private GitRepository repository;

    @BeforeEach
    void start() throws Exception {
        server = new FakeServer();
        repository = GitRepository.create(directory);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void runsAnOfferedJobToAPublishedBranchWithItsWholeLog() throws Exception {
        Work work = Work.generating("echo \"$SIA_PROMPT\" > new.txt; echo out; echo err >&2")
                .verifying("test -f new.txt");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            AttemptResult result = result();

            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(result.getLease()).isEqualTo("lease-" + ATTEMPT);
            assertThat(result.getPublication().getBranch()).isEqualTo("sia/job-1");
            assertThat(result.getPublication().getCommit()).isEqualTo(repository.git("rev-parse", "sia/job-1"));
            assertThat(result.getPublication().getFilesChanged()).isEqualTo(1);
            assertThat(result.getPublication().getInsertions()).isEqualTo(1);
            assertThat(repository.git("show", "sia/job-1:new.txt")).isEqualTo("Please add a file.");
            assertThat(repository.git("log", "-1", "--format=%an <%ae>|%s", "sia/job-1"))
                    .isEqualTo("SIA agent <agent@sia.invalid>|Add a file");
            assertThat(result.getFinalLogSeq()).isEqualTo(server.texts(ATTEMPT).size());
            assertThat(result.getLogDigest().toByteArray()).isEqualTo(digestOf(server.log(ATTEMPT)));
            assertThat(lines(LogStream.LOG_STREAM_STDOUT)).contains("out");
            assertThat(lines(LogStream.LOG_STREAM_STDERR)).contains("err");
            assertThat(lines(LogStream.LOG_STREAM_SYSTEM))
                    .contains("Cloning " + repository.url() + " (branch main)", "Running the generate command");
            assertThat(steps())
                    .containsExactly(
                            "PREPARE STARTED",
                            "PREPARE SUCCEEDED",
                            "GENERATE STARTED",
                            "GENERATE SUCCEEDED",
                            "VERIFY STARTED",
                            "VERIFY SUCCEEDED",
                            "PUBLISH STARTED",
                            "PUBLISH SUCCEEDED",
                            "CLEANUP STARTED",
                            "CLEANUP SUCCEEDED");
            assertThat(agent.state.resolve("workspaces").resolve(ATTEMPT)).doesNotExist();
            await().until(() -> isEmpty(agent.state.resolve("attempts")));
        }
    }

    @Test
    void keepsItsCredentialForTheNextStart() throws Exception {
        Path state = directory.resolve("state");
        try (TestAgent agent = agent(Work.generating("true"))) {
            assertThat(Files.getPosixFilePermissions(state.resolve("credential")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(agent.output).noneMatch(line -> line.contains(FakeServer.CREDENTIAL));
        }
        try (TestAgent again = new TestAgent(server, state, Work.generating("true"), "sia_en_used_up")) {
            await().until(() -> server.sessions.size() == 2);
            assertThat(again.output).anyMatch(line -> line.startsWith("Agent " + FakeServer.AGENT_ID));
        }
    }

    private TestAgent agentWithOldCredential(Path state) {
        return new TestAgent(server, state, Work.generating("true"), FakeServer.TOKEN, Duration.ofMillis(300));
    }

    @Test
    void hasItsCredentialReplacedAndUsesTheNewOne() throws Exception {
        Path state = directory.resolve("state");
        try (TestAgent agent = agentWithOldCredential(state)) {
            await().until(() -> !server.present.equals(FakeServer.CREDENTIAL));
            Path file = state.resolve("credential");
            await().until(() -> Files.readString(file).contains("credential=" + server.present + "\n"));
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            // The session that began with the old one goes on.
            assertThat(server.sessions).hasSize(1);
            assertThat(server.session().open).isTrue();
            assertThat(agent.output).noneMatch(line -> line.contains(FakeServer.CREDENTIAL));
        }
        try (TestAgent again = new TestAgent(server, state, Work.generating("true"), "sia_en_used_up")) {
            await().until(() -> server.sessions.size() == 2);
            assertThat(again.output).anyMatch(line -> line.startsWith("Agent " + FakeServer.AGENT_ID));
        }
    }

    @Test
    void goesOnWithItsCredentialUntilTheServerCanReplaceIt() throws Exception {
        Path state = directory.resolve("state");
        server.rotationRefusal = Status.UNAVAILABLE;
        try (TestAgent agent = agentWithOldCredential(state)) {
            await().until(() -> server.sessions.size() == 1);
            assertThat(Files.readString(state.resolve("credential")))
                    .contains("credential=" + FakeServer.CREDENTIAL + "\n");
            server.rotationRefusal = null;
            await().until(() -> server.rotations.get() > 0);
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void saysOnceThatAnOlderServerReplacesNoCredential() throws Exception {
        server.rotationRefusal = Status.UNIMPLEMENTED;
        try (TestAgent agent = agentWithOldCredential(directory.resolve("state"))) {
            await().until(() -> agent.output.stream().anyMatch(line -> line.contains("credential is not replaced")));
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void endsWhenItsCredentialIsRevokedAndSaysWhatToDo() throws Exception {
        Path state = directory.resolve("state");
        try (TestAgent agent = agent(Work.generating("sleep 60"))) {
            server.session()
                    .fail(Status.UNAUTHENTICATED.withDescription(
                            "The credential of this agent was revoked. Enrol it again, as a new agent, with a new"
                                    + " enrolment token."));
            await().until(agent.ended::isDone);
            assertThatThrownBy(agent.ended::join)
                    .rootCause()
                    .isInstanceOf(ConnectionFailure.class)
                    .hasMessageContaining("was revoked")
                    .hasMessageEndingWith("To enrol it again, remove " + state.resolve("credential")
                            + " and start it with a new enrolment token.")
                    .extracting(failure ->
                            ExitCode.of(((ConnectionFailure) failure).kind()).code())
                    .isEqualTo(3);
        }
    }

    @Test
    void endsWhenTheTokenIsRefused() throws Exception {
        try (TestAgent agent =
                new TestAgent(server, directory.resolve("state"), Work.generating("true"), "sia_en_wrong")) {
            assertThat(agent.ended)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ConnectionFailure.class)
                    .withMessage("The server refused the enrolment token: The enrolment token is not known.");
        }
    }

    @Test
    void endsWhenTheCredentialIsRefused() throws Exception {
        Path state = Files.createDirectories(directory.resolve("state"));
        Files.writeString(
                state.resolve("credential"),
                "server=" + server.target() + "\nagentId=a\norganizationId=o\ncredential=sia_ag_revoked\n");
        try (TestAgent agent = new TestAgent(server, state, Work.generating("true"))) {
            assertThat(agent.ended)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ConnectionFailure.class)
                    .withMessageStartingWith("The server refused the agent's credential: The credential is not known.");
        }
    }

    @Test
    void endsWhenTheServerRefusesItsHello() throws Exception {
        server.refusal = Status.FAILED_PRECONDITION.withDescription("This server speaks major version 2.");
        try (TestAgent agent = new TestAgent(server, directory.resolve("state"), Work.generating("true"))) {
            assertThat(agent.ended)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ConnectionFailure.class)
                    .withMessage("The server refused the session: This server speaks major version 2.");
        }
    }

    @Test
    void endsOnlyWhenAnotherProcessTakesItsSessionOverAndOver() throws Exception {
        try (TestAgent agent = agent(Work.generating("true"))) {
            for (int times = 1; times <= 3; times++) {
                int sessions = times;
                await().until(() -> server.sessions.size() == sessions);
                assertThat(agent.ended).isNotDone();
                server.session().fail(Status.ABORTED.withDescription("A newer session of this agent has begun."));
            }
            assertThat(agent.ended)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ConnectionFailure.class)
                    .withMessageStartingWith("Another process took this agent's session over and over: ");
        }
    }

    @Test
    void reportsACommandThatIsNotThereAsAToolFailure() throws Exception {
        AttemptResult result = resultOf(Work.generating("no-such-coding-tool"));
        assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_TOOL);
        assertThat(result.getFailedStep()).isEqualTo(Step.STEP_GENERATE);
        assertThat(result.getFailureMessage())
                .isEqualTo("The generate command ended with exit code 127: command not found.");
    }

    @Test
    void reportsAToolThatChangesNothing() throws Exception {
        AttemptResult result = resultOf(Work.generating("true"));
        assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_TOOL);
        assertThat(result.getFailureMessage()).isEqualTo("The generate command ended well but changed nothing.");
    }

    @Test
    void reportsAFailedCheckAndPublishesNothing() throws Exception {
        AttemptResult result = resultOf(Work.generating("touch new").verifying("exit 3"));
        assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_VERIFICATION);
        assertThat(result.getFailureMessage()).isEqualTo("The verify command ended with exit code 3.");
        assertThat(repository.git("branch", "--list", "sia/*")).isEmpty();
        assertThat(steps()).contains("VERIFY FAILED", "CLEANUP SUCCEEDED").doesNotContain("PUBLISH STARTED");
    }

    @Test
    void reportsAFailedPublication() throws Exception {
        AttemptResult result = resultOf(Work.generating("touch new").publishing("exit 9"));
        assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_PUBLICATION);
        assertThat(result.getFailureMessage()).isEqualTo("The publish command ended with exit code 9.");
    }

    @Test
    void takesTheLastAddressThatThePublishCommandPrints() throws Exception {
        AttemptResult result = resultOf(Work.generating("touch new")
                .publishing("echo see https://docs.example.com; echo 'Opened https://git.example.com/pull/7.'"));
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        assertThat(result.getPublication().getPullRequestUrl()).isEqualTo("https://git.example.com/pull/7");
    }

    @Test
    void reportsARepositoryThatCannotBeCloned() throws Exception {
        try (TestAgent agent = agent(Work.generating("true"))) {
            server.session()
                    .send(TestAgent.offer(ATTEMPT, directory.resolve("nowhere").toString()));
            AttemptResult result = result();
            assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_REPOSITORY);
            assertThat(result.getFailureMessage())
                    .startsWith("The repository could not be cloned: git clone ended with exit code 128 (")
                    .contains("does not exist");
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void runsNoProgramThatAnAddressNames() throws Exception {
        Path touched = directory.resolve("touched");
        try (TestAgent agent = agent(Work.generating("true"))) {
            server.session().send(TestAgent.offer(ATTEMPT, "ext::sh -c touch% " + touched));
            assertThat(result().getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_REPOSITORY);
            server.session().send(TestAgent.offer(OTHER, "--upload-pack=touch " + touched));
            await().until(() -> results().size() == 2);
            assertThat(touched).doesNotExist();
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void stopsAnAttemptWhoseTimeIsUp() throws Exception {
        try (TestAgent agent = agent(Work.generating("echo $$ > \"$HOME/pid\"; sleep 300"))) {
            server.session()
                    .send(ConnectResponse.newBuilder()
                            .setOffer(TestAgent.offerOf(ATTEMPT, repository.url(), Duration.ofSeconds(8))));
            AttemptResult result = result();
            assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_TIMEOUT);
            assertThat(result.getFailureMessage()).isEqualTo("The attempt's time of 8 s was up.");
            assertThat(isAlive(agent)).isFalse();
        }
    }

    @Test
    void cancelsAtOnceAndShipsTheRestOfTheLog() throws Exception {
        Work work = Work.generating(
                "echo $$ > \"$HOME/pid\"; trap 'echo stopping; exit 1' TERM; echo started; while :; do sleep 0.1; done");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("started"));
            cancel(Duration.ofSeconds(20));
            cancel(Duration.ofSeconds(20));
            AttemptResult result = result();
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
            assertThat(server.frames(ConnectRequest::hasCancelAck, ConnectRequest::getCancelAck))
                    .isNotEmpty()
                    .allMatch(ack -> ack.getLease().equals("lease-" + ATTEMPT));
            assertThat(server.texts(ATTEMPT)).contains("stopping", "Cancelled: no longer needed");
            assertThat(result.getFinalLogSeq()).isEqualTo(server.texts(ATTEMPT).size());
            assertThat(isAlive(agent)).isFalse();
        }
    }

    @Test
    void killsWhatIgnoresTheCancellation() throws Exception {
        Work work = Work.generating(
                "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ > \"$HOME/pid\"; echo started; while :; do sleep 0.1; done'");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("started"));
            cancel(Duration.ofSeconds(1));
            assertThat(result().getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
            assertThat(isAlive(agent)).isFalse();
        }
    }

    @Test
    void acceptsTheSameOfferAgainAndRejectsWhatHasNoSlot() throws Exception {
        try (TestAgent agent = agent(Work.generating("while [ ! -f \"$HOME/go\" ]; do sleep 0.1; done; touch new"))) {
            offer(ATTEMPT);
            await().until(() -> acceptances() == 1);
            offer(ATTEMPT);
            await().until(() -> acceptances() == 2);
            offer(OTHER);
            await().until(() -> server.received.stream().anyMatch(ConnectRequest::hasRejectOffer));
            assertThat(server.frames(ConnectRequest::hasRejectOffer, ConnectRequest::getRejectOffer))
                    .singleElement()
                    .matches(reject -> reject.getAttemptId().equals(OTHER)
                            && reject.getReason().equals("All 1 slots of the agent are taken"));
            Files.createFile(agent.state.resolve("go"));
            assertThat(result().getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(server.texts(ATTEMPT).stream().filter("Running the generate command"::equals))
                    .hasSize(1);
        }
    }

    @Test
    void goesOnThroughTheServersDeathAndResumesItsLog() throws Exception {
        Work work = Work.generating(
                "for i in $(seq 1 50); do echo before $i; done; "
                        + "while [ ! -f \"$HOME/go\" ]; do sleep 0.1; done; for i in $(seq 1 50); do echo after $i; done; touch new");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("before 50"));
            server.kill();
            Files.createFile(agent.state.resolve("go"));
            await().until(() -> agent.output.stream().anyMatch(line -> line.contains("succeeded")));
            long before = server.texts(ATTEMPT).size();
            server.restart();
            AttemptResult result = result();

            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(server.session().frames.getFirst().getAttach().getHeldAttemptsList())
                    .singleElement()
                    .matches(held -> held.getAttemptId().equals(ATTEMPT) && held.getAckedLogSeq() <= before);
            assertThat(server.session().frames.stream()
                            .filter(ConnectRequest::hasLogBatch)
                            .findFirst()
                            .orElseThrow())
                    .extracting(frame -> frame.getLogBatch().getFirstSeq())
                    .isEqualTo(before + 1);
            assertThat(lines(LogStream.LOG_STREAM_STDOUT)).containsExactlyElementsOf(expected("before", "after"));
            assertThat(result.getLogDigest().toByteArray()).isEqualTo(digestOf(server.log(ATTEMPT)));
            assertThat(server.session().frames.stream().filter(ConnectRequest::hasStepReport))
                    .hasSize(10);
        }
    }

    @Test
    void sendsAgainWhatABatchThatWasLostLeftOut() throws Exception {
        server.dropBatches = 3;
        Work work = Work.generating("for i in $(seq 1 1000); do echo line $i; done; touch new");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            assertThat(result().getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(lines(LogStream.LOG_STREAM_STDOUT))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1000)
                            .mapToObj(i -> "line " + i)
                            .toList());
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void abandonsWhatTheServerNoLongerWants() throws Exception {
        server.verdict = HeldAttemptAction.HELD_ATTEMPT_ACTION_ABANDON;
        try (TestAgent agent = agent(Work.generating("echo $$ > \"$HOME/pid\"; echo started; sleep 300"))) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("started"));
            server.session().fail(Status.UNAVAILABLE.withDescription("The server stops."));
            await().until(() -> server.sessions.size() == 2);
            await().until(() -> !isAlive(agent) && isEmpty(agent.state.resolve("attempts")));
            assertThat(server.session().frames).noneMatch(ConnectRequest::hasAttemptResult);
            assertThat(agent.state.resolve("workspaces").resolve(ATTEMPT)).doesNotExist();
        }
    }

    @Test
    void stopsAndForgetsWhatItLostTheLeaseOf() throws Exception {
        try (TestAgent agent = agent(Work.generating("echo $$ > \"$HOME/pid\"; echo started; sleep 300"))) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("started"));
            int framesBefore = framesAbout(ATTEMPT);
            server.session()
                    .send(ConnectResponse.newBuilder()
                            .setLeaseLost(
                                    LeaseLost.newBuilder().setAttemptId(ATTEMPT).setReason("given to another")));
            await().until(() -> !isAlive(agent) && isEmpty(agent.state.resolve("attempts")));
            offer(OTHER);
            await().until(() -> server.texts(OTHER).contains("started"));
            assertThat(framesAbout(ATTEMPT)).isEqualTo(framesBefore);
        }
    }

    @Test
    void stopsItsOwnWorkWhenTheServerIsAwayForTooLong() throws Exception {
        server.graceMillis = 5_000;
        try (TestAgent agent = agent(Work.generating("echo $$ > \"$HOME/pid\"; echo started; sleep 300"))) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("started"));
            server.kill();
            await().until(() -> !isAlive(agent));
            server.restart();
            AttemptResult result = result();
            assertThat(result.getFailureClass()).isEqualTo(FailureClass.FAILURE_CLASS_AGENT);
            assertThat(result.getFailureMessage()).startsWith("The agent had no contact with the server for ");
        }
    }

    @Test
    void takesASilentStreamForDeadAndSaysHelloAgain() throws Exception {
        server.heartbeatMillis = 500;
        try (TestAgent agent = agent(Work.generating("true"))) {
            await().until(() -> server.session().frames.stream()
                            .filter(ConnectRequest::hasHeartbeat)
                            .count()
                    >= 2);
            server.sendHeartbeats = false;
            await().until(() -> server.sessions.size() >= 2);
            assertThat(agent.output).anyMatch(line -> line.contains("the server has been silent for"));
        }
    }

    @Test
    void repeatsItsResultToANewSessionUntilItIsTaken() throws Exception {
        server.acknowledgeResults = false;
        try (TestAgent agent = agent(Work.generating("touch new"))) {
            offer(ATTEMPT);
            await().until(() -> results().size() == 1);
            server.acknowledgeResults = true;
            server.session().fail(Status.UNAVAILABLE);
            await().until(() -> results().size() == 2);
            assertThat(results().getFirst()).isEqualTo(results().getLast());
            await().until(() -> isEmpty(agent.state.resolve("attempts")));
        }
    }

    @Test
    void blocksTheCommandWhenTheSpoolIsFullAndLosesNothing() throws Exception {
        server.acknowledgeLogs = false;
        Work work = Work.generating("seq 1 100000; touch \"$HOME/written\" new");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            await().until(() -> spoolBytes(agent) > 900_000);
            assertThat(agent.state.resolve("written")).doesNotExist();
            assertThat(spoolBytes(agent)).isLessThanOrEqualTo(1024 * 1024);
            server.acknowledgeLogs = true;
            server.session().acknowledge(ATTEMPT);
            assertThat(result().getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(lines(LogStream.LOG_STREAM_STDOUT))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 100_000)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void dropsLinesWhenTheServerTakesNoneForTooLongAndSaysHowMany() throws Exception {
        server.acknowledgeLogs = false;
        Work work = Work.generating("seq 1 100000; touch \"$HOME/written\" new").droppingAfter(Duration.ofMillis(500));
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            await().until(() -> Files.exists(agent.state.resolve("written")));
            assertThat(spoolBytes(agent)).isLessThanOrEqualTo(1024 * 1024);
            await().until(() -> agent.output.stream().anyMatch(line -> line.contains("succeeded")));
            server.acknowledgeLogs = true;
            server.session().acknowledge(ATTEMPT);
            AttemptResult result = result();

            long dropped = server.log(ATTEMPT).stream()
                    .mapToLong(LogLine::getDroppedLines)
                    .sum();
            assertThat(dropped).isPositive();
            assertThat(server.log(ATTEMPT).stream().filter(line -> line.getDroppedLines() > 0))
                    .allMatch(line -> line.getStream() == LogStream.LOG_STREAM_SYSTEM);
            List<String> kept = lines(LogStream.LOG_STREAM_STDOUT);
            assertThat(kept)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, kept.size())
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(kept.size()).isLessThan(100_000);
            assertThat(result.getFinalLogSeq()).isEqualTo(server.log(ATTEMPT).size());
            assertThat(result.getLogDigest().toByteArray()).isEqualTo(digestOf(server.log(ATTEMPT)));
        }
    }

    @Test
    void sendsNoSecretInLinesMessagesOrLinks() throws Exception {
        Work work = Work.generating("printf 'a hush'; sleep 0.2; echo '-hush b'; echo hush-hush >&2; touch new")
                .publishing("echo https://example.com/pull/hush-hush; exit 0")
                .hiding("hush-hush");
        try (TestAgent agent = agent(work)) {
            assertThat(agent.output).contains("Warning: a warning");
            offer(ATTEMPT);
            AttemptResult result = result();
            assertThat(result.getPublication().getPullRequestUrl()).isEqualTo("https://example.com/pull/***");
            assertThat(lines(LogStream.LOG_STREAM_STDOUT)).contains("a *** b");
            assertThat(lines(LogStream.LOG_STREAM_STDERR)).contains("***");
            assertThat(server.received.toString()).doesNotContain("hush-hush");
        }
    }

    @Test
    void masksItsOwnCredentialAndPasswordsOfTheRepository() throws Exception {
        Work work = Work.generating("cat \"$HOME/credential\"; echo $HOME | sed 's/.*/swordfish/'; touch new");
        try (TestAgent agent = agent(work)) {
            server.session().send(TestAgent.offer(ATTEMPT, "https://ada:swordfish@127.0.0.1:1/r.git"));
            AttemptResult failed = result();
            assertThat(failed.getFailureMessage())
                    .startsWith("The repository could not be cloned")
                    .doesNotContain("swordfish");
            offer(OTHER);
            await().until(() -> results().size() == 2);
            assertThat(server.texts(OTHER)).contains("credential=***", "swordfish");
            assertThat(server.texts(ATTEMPT)).noneMatch(line -> line.contains("swordfish"));
        }
    }

    @Test
    void keepsBatchesWithinTheServersLimits() throws Exception {
        Work work = Work.generating("head -c 1000 /dev/zero | tr '\\0' x; echo; seq 1 500; touch new");
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            result();
            List<LogBatch> batches = server.frames(ConnectRequest::hasLogBatch, ConnectRequest::getLogBatch);
            assertThat(batches).allMatch(batch -> batch.getLinesCount() <= 100);
            assertThat(batches)
                    .flatMap(LogBatch::getLinesList)
                    .allMatch(line -> line.getTextBytes().size() <= 200);
            assertThat(server.log(ATTEMPT).stream().filter(LogLine::getContinued))
                    .hasSize(4);
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void saysSoWhenItIsStoppedInTheMiddleOfAJob() throws Exception {
        try (TestAgent agent = agent(Work.generating("echo $$ > \"$HOME/pid\"; echo started; sleep 300"))) {
            offer(ATTEMPT);
            await().until(() -> server.texts(ATTEMPT).contains("started"));
            agent.stop();
            assertThat(agent.ended).succeedsWithin(Duration.ofSeconds(20));
            assertThat(result().getFailureMessage()).isEqualTo("The agent was stopped.");
            assertThat(isAlive(agent)).isFalse();
        }
    }

    @Test
    void keepsTheWorkspaceOfAFailedAttemptWhenAskedTo() throws Exception {
        Work work = Work.generating("touch trace; exit 1").keeping(KeepWorkspaces.FAILED);
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            result();
            assertThat(agent.state.resolve("workspaces").resolve(ATTEMPT).resolve("trace"))
                    .exists();
        }
    }

    @Test
    void replacesTheBranchOfAnEarlierAttempt() throws Exception {
        try (TestAgent agent = agent(Work.generating("echo $$ > new"))) {
            offer(ATTEMPT);
            await().until(() -> results().size() == 1);
            String first = repository.git("rev-parse", "sia/job-1");
            offer(OTHER);
            await().until(() -> results().size() == 2);
            assertThat(results()).allMatch(result -> result.getOutcome() == Outcome.OUTCOME_SUCCEEDED);
            assertThat(repository.git("rev-parse", "sia/job-1")).isNotEqualTo(first);
            assertThat(agent.ended).isNotDone();
        }
    }

    @Test
    void refusesASecondAgentInTheSameDirectory() throws Exception {
        try (TestAgent agent = agent(Work.generating("true"));
                TestAgent second = new TestAgent(server, agent.state, Work.generating("true"))) {
            assertThat(second.ended)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(AgentFailure.class)
                    .withMessageStartingWith("Another agent uses the state directory ");
        }
    }

    private TestAgent agent(Work work) {
        TestAgent agent = new TestAgent(server, directory.resolve("state"), work);
        await().until(() -> !server.sessions.isEmpty());
        return agent;
    }

    private AttemptResult resultOf(Work work) throws InterruptedException {
        try (TestAgent agent = agent(work)) {
            offer(ATTEMPT);
            AttemptResult result = result();
            assertThat(agent.ended).isNotDone();
            return result;
        }
    }

    private void offer(String attemptId) {
        server.session().send(TestAgent.offer(attemptId, repository.url()));
    }

    private void cancel(Duration killAfter) {
        server.session()
                .send(ConnectResponse.newBuilder()
                        .setCancel(Cancel.newBuilder()
                                .setAttemptId(ATTEMPT)
                                .setReason("no longer needed")
                                .setKillAfter(FakeServer.millis(killAfter.toMillis()))));
    }

    private AttemptResult result() {
        await().until(() -> !results().isEmpty());
        return results().getFirst();
    }

    private List<AttemptResult> results() {
        return server.frames(ConnectRequest::hasAttemptResult, ConnectRequest::getAttemptResult);
    }

    private long acceptances() {
        return server.received.stream().filter(ConnectRequest::hasAcceptOffer).count();
    }

    private int framesAbout(String attemptId) {
        return (int) server.received.stream()
                .filter(frame -> frame.toString().contains(attemptId))
                .count();
    }

    private List<String> lines(LogStream stream) {
        return server.log(ATTEMPT).stream()
                .filter(line -> line.getStream() == stream)
                .map(LogLine::getText)
                .toList();
    }

    private List<String> steps() {
        return server.frames(ConnectRequest::hasStepReport, ConnectRequest::getStepReport).stream()
                .map(AgentSessionTest::name)
                .toList();
    }

    private static String name(StepReport report) {
        assertThat(report.getState()).isNotEqualTo(StepState.STEP_STATE_UNSPECIFIED);
        return report.getStep().name().substring("STEP_".length())
                + ' '
                + report.getState().name().substring("STEP_STATE_".length());
    }

    private static List<String> expected(String... words) {
        return Arrays.stream(words)
                .flatMap(word -> IntStream.rangeClosed(1, 50).mapToObj(i -> word + ' ' + i))
                .toList();
    }

    private static byte[] digestOf(List<LogLine> lines) {
        LogDigest digest = new LogDigest();
        for (LogLine line : lines) {
            digest.add(new LogDigest.Entry(
                    Instant.ofEpochSecond(
                            line.getAt().getSeconds(), line.getAt().getNanos()),
                    line.getStreamValue(),
                    line.getStepValue(),
                    line.getContinued(),
                    line.getRepaired(),
                    line.getDroppedLines(),
                    line.getText()));
        }
        return digest.value();
    }

    private static boolean isAlive(TestAgent agent) throws IOException {
        return RunningProcesses.runs(agent.state.resolve("pid"));
    }

    private static long spoolBytes(TestAgent agent) throws IOException {
        Path attempt = agent.state.resolve("attempts").resolve(ATTEMPT);
        if (!Files.exists(attempt)) {
            return 0;
        }
        try (var files = Files.list(attempt)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log-"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }
}
