package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.HintAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import dev.sia.server.agent.AgentId;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptHint;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptMapper;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobStatus;
import dev.sia.server.organization.OrganizationId;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptStreamTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    static AgentEdge edge;

    OrganizationId organization;
    TestAgent agent;

    @BeforeAll
    static void start() {
        edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
    }

    @Test
    void repeatsAHintUntilItIsAcknowledged() {
        try (AgentEdge hasty = new AgentEdge(postgres.database(), SessionTest.HASTY);
                TestAgent quick = hasty.connect(hasty.agent(organization))) {
            String id = quick.attached().getAgentId();
            UUID hint = UUID.randomUUID();
            AttemptHint words = new AttemptHint(hint, new AttemptId(UUID.randomUUID()), "Try the other file", "Ada");
            assertThat(hasty.streams().hint(new AgentId(UUID.fromString(id)), words))
                    .isTrue();

            for (int times = 0; times < 3; times++) {
                Hint told = quick.next().getHint();
                assertThat(told.getHintId()).isEqualTo(hint.toString());
                assertThat(told.getText()).isEqualTo("Try the other file");
            }
            // An attempt that is not the agent's: the answer says so, and with it the hint is no longer repeated.
            quick.send(ConnectRequest.newBuilder()
                    .setHintAck(HintAck.newBuilder()
                            .setAttemptId(words.attempt().toString())
                            .setLease("x")
                            .setHintId(hint.toString()))
                    .build());
            await().until(() -> quick.next().hasLeaseLost());
            long beats = quick.heartbeats();
            await().until(() -> quick.heartbeats() > beats + 2);
            assertThat(quick.hasHeardNothing()).isTrue();
        }
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void attach() {
        organization = edge.organization();
        agent = edge.connect(edge.agent(organization));
        agent.attached();
    }

    @AfterEach
    void leave() {
        agent.close();
    }

    private Offer nextOffer() {
        ConnectResponse frame = agent.next();
        assertThat(frame.hasOffer()).as("%s", frame).isTrue();
        return frame.getOffer();
    }

    /** A running attempt of a new job. */
    private Offer accepted(Job job) {
        Offer offer = nextOffer();
        agent.accept(offer);
        await().until(() -> attempt(job).status() == AttemptStatus.RUNNING);
        return offer;
    }

    private static Attempt attempt(Job job) {
        return edge.attempt(job);
    }

    @Test
    void carriesAJobFromTheOfferToTheReview() {
        Job job = edge.offered(organization, "export as JSON");
        Offer offer = nextOffer();
        assertThat(offer.getJobId()).isEqualTo(job.id().toString());
        assertThat(offer.getAttemptNumber()).isEqualTo(1);
        assertThat(offer.getJob().getPrompt()).isEqualTo("Add a --json flag.");
        assertThat(offer.getJob().getRepositoryUrl()).isEqualTo("https://git.example.com/export.git");
        assertThat(offer.getJob().getWorkBranch()).isEqualTo("sia/" + job.id());
        assertThat(offer.getJob().getStepsList()).hasSize(5);
        assertThat(offer.getAnswerWithin().getSeconds()).isBetween(1L, 60L);
        assertThat(offer.getTimeout().getSeconds()).isEqualTo(3600);

        agent.accept(offer);
        agent.step(offer, Step.STEP_GENERATE, StepState.STEP_STATE_STARTED);
        assertThat(agent.logged(offer, 1, "one", "two")).isEqualTo(2);
        agent.step(offer, Step.STEP_GENERATE, StepState.STEP_STATE_SUCCEEDED);
        agent.succeed(offer, 2);

        ConnectResponse ack = agent.next();
        assertThat(ack.getResultAck().getAttemptId()).isEqualTo(offer.getAttemptId());
        assertThat(attempt(job).status()).isEqualTo(AttemptStatus.SUCCEEDED);
        assertThat(attempt(job).logComplete()).isTrue();
        assertThat(edge.features.attempts.steps(organization, attempt(job).id()))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.step()).isEqualTo(dev.sia.server.job.Step.GENERATE);
                    assertThat(step.state()).isEqualTo(dev.sia.server.job.StepState.SUCCEEDED);
                    assertThat(step.exitCode()).isZero();
                    assertThat(step.endedAt()).isNotNull();
                });
        assertThat(edge.logOf(job)).containsExactly("1 one", "2 two");
        assertThat(edge.advanced(job).status()).isEqualTo(JobStatus.IN_REVIEW);
        assertThat(Objects.requireNonNull(edge.now(job).publication()).insertions())
                .isEqualTo(40);
    }

    @Test
    void whatIsNoPartOfALineIsReplacedAndDropsNoBatch() {
        Job job = edge.offered(organization, "log");
        assertThat(agent.logged(accepted(job), 1, "a\0b", "c\nd")).isEqualTo(2);
        assertThat(edge.logOf(job)).containsExactly("1 a\uFFFDb", "2 c\uFFFDd");
    }

    @Test
    void storesEveryNumberOnceAndAcknowledgesOnlyWhatHasNoHoleBeforeIt() {
        Job job = edge.offered(organization, "log");
        Offer offer = accepted(job);

        assertThat(agent.logged(offer, 2, "early")).as("a hole").isZero();
        assertThat(agent.logged(offer, 1, "a", "b", "c")).isEqualTo(3);
        assertThat(agent.logged(offer, 1, "a", "b", "c")).as("a duplicate").isEqualTo(3);
        assertThat(agent.logged(offer, 2, "X", "Y", "d", "e")).as("an overlap").isEqualTo(5);
        assertThat(agent.logged(offer, 7, "g")).as("another hole").isEqualTo(5);
        assertThat(agent.logged(offer, Long.MAX_VALUE, "far")).isEqualTo(5);

        assertThat(edge.logOf(job)).containsExactly("1 a", "2 b", "3 c", "4 d", "5 e");
    }

    @Test
    void acksTheLogInsteadOfAResultThatComesTooEarlyAndTakesTheResultTwice() {
        Job job = edge.offered(organization, "result");
        Offer offer = accepted(job);
        assertThat(agent.logged(offer, 1, "one")).isEqualTo(1);

        agent.succeed(offer, 3);
        assertThat(agent.nextLogAck()).isEqualTo(1);
        assertThat(attempt(job).status()).isEqualTo(AttemptStatus.RUNNING);
        assertThat(agent.logged(offer, 2, "two", "three")).isEqualTo(3);
        agent.succeed(offer, 3);
        assertThat(agent.next().hasResultAck()).isTrue();
        var endedAt = attempt(job).endedAt();
        agent.succeed(offer, 3);
        assertThat(agent.next().hasResultAck()).isTrue();

        assertThat(attempt(job).endedAt()).isEqualTo(endedAt);
    }

    @Test
    void tellsOfALostLeaseAndGoesOn() {
        Job job = edge.offered(organization, "fenced");
        Offer offer = accepted(job);
        Offer forged = offer.toBuilder().setLease("not-the-lease").build();
        Offer unknown =
                offer.toBuilder().setAttemptId(UUID.randomUUID().toString()).build();

        for (Offer wrong : new Offer[] {forged, unknown}) {
            agent.accept(wrong);
            assertLeaseLost(wrong);
            agent.reject(wrong, "no");
            assertLeaseLost(wrong);
            agent.step(wrong, Step.STEP_VERIFY, StepState.STEP_STATE_STARTED);
            assertLeaseLost(wrong);
            agent.log(TestAgent.batch(wrong, 1, "intruder"));
            assertLeaseLost(wrong);
            agent.cancelAck(wrong);
            assertLeaseLost(wrong);
            agent.succeed(wrong, 0);
            assertLeaseLost(wrong);
        }

        assertThat(edge.logOf(job)).isEmpty();
        assertThat(edge.features.attempts.steps(organization, attempt(job).id()))
                .isEmpty();
        assertThat(attempt(job).status()).isEqualTo(AttemptStatus.RUNNING);
        assertThat(agent.logged(offer, 1, "still the owner")).isEqualTo(1);
    }

    private void assertLeaseLost(Offer offer) {
        ConnectResponse answer = agent.next();
        assertThat(answer.getLeaseLost().getAttemptId()).isEqualTo(offer.getAttemptId());
        assertThat(answer.getLeaseLost().getReason()).isNotEmpty();
    }

    @Test
    void refusesWhatComesAfterTheEndAsLost() {
        Job job = edge.offered(organization, "over");
        Offer offer = accepted(job);
        agent.succeed(offer, 0);
        assertThat(agent.next().hasResultAck()).isTrue();

        agent.log(TestAgent.batch(offer, 1, "late"));
        assertLeaseLost(offer);
        assertThat(edge.logOf(job)).isEmpty();
    }

    @Test
    void bringsARejectedJobBackToTheHeadOfItsQueueWithoutCountingTheAttempt() {
        Job first = edge.offered(organization, "first");
        Job second = edge.job(organization, "second");
        Offer offer = nextOffer();

        agent.reject(offer, "the disk is full");

        await().until(() -> edge.now(first).status() == JobStatus.QUEUED);
        assertThat(edge.now(first).attemptCount()).isZero();
        assertThat(edge.latest(first)).isNull();
        assertThat(edge.position(first)).isEqualTo(1);
        assertThat(edge.position(second)).isEqualTo(2);
        // An agent that declined is left alone for a moment.
        await().until(() -> edge.claim(organization));
        assertThat(edge.begin(first)).isTrue();
        Offer again = nextOffer();
        assertThat(again.getAttemptNumber()).isEqualTo(1);
        assertThat(again.getAttemptId()).isNotEqualTo(offer.getAttemptId());
        agent.accept(offer);
        assertLeaseLost(offer);
    }

    @Test
    void failsTheJobWithTheClassAndMessageOfTheAgent() {
        Job job = edge.offered(organization, "broken");
        Offer offer = accepted(job);

        agent.fail(offer, FailureClass.FAILURE_CLASS_VERIFICATION, "2 tests failed");

        assertThat(agent.next().hasResultAck()).isTrue();
        Job failed = edge.advanced(job);
        assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
        assertThat(failed.failure())
                .isEqualTo(new dev.sia.server.job.Failure(
                        dev.sia.server.job.FailureClass.VERIFICATION,
                        dev.sia.server.job.Step.VERIFY,
                        "2 tests failed"));
    }

    @Test
    void stopsARunningAttemptWhenItsJobIsCancelled() {
        Job job = edge.offered(organization, "cancelled");
        Offer offer = accepted(job);

        edge.features.jobs.cancel(organization, AgentEdge.USER, job.id(), "wrong branch");
        edge.features.attemptProgress.deliverCommands(attempt(job).id());

        ConnectResponse cancel = agent.next();
        assertThat(cancel.getCancel().getAttemptId()).isEqualTo(offer.getAttemptId());
        assertThat(cancel.getCancel().getReason()).isNotEmpty();
        assertThat(cancel.getCancel().getKillAfter().getSeconds()).isPositive();
        agent.cancelAck(offer);
        await().until(() -> cancellationStage(job).equals("DELIVERED"));
        agent.stopped(offer);
        assertThat(agent.next().hasResultAck()).isTrue();
        assertThat(edge.advanced(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancellationStage(job)).isEqualTo("STOPPED");
    }

    private static String cancellationStage(Job job) {
        return Objects.requireNonNull(edge.now(job).cancellation()).stage().name();
    }

    @Test
    void takesAnUnansweredOfferBackWhenItsJobIsCancelled() {
        Job job = edge.offered(organization, "cancelled early");
        Offer offer = nextOffer();
        edge.features.jobs.cancel(organization, AgentEdge.USER, job.id(), null);
        edge.features.attemptProgress.deliverCommands(attempt(job).id());

        assertLeaseLost(offer);
        assertThat(edge.now(job).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void endsTheStreamWhenAnAgentReportsOnWhatItHasNotAccepted() {
        edge.offered(organization, "hasty");
        agent.step(nextOffer(), Step.STEP_PREPARE, StepState.STEP_STATE_STARTED);

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void keepsTheAgentsOfTwoOrganizationsApart() {
        Job job = edge.offered(organization, "mine");
        Offer offer = accepted(job);
        OrganizationId others = edge.organization();
        TestAgent mine = agent;
        try (TestAgent intruder = edge.connect(edge.agent(others))) {
            assertThat(intruder.attached(TestAgent.held(offer, 0))
                            .getVerdicts(0)
                            .getAction()
                            .name())
                    .isEqualTo("HELD_ATTEMPT_ACTION_ABANDON");
            agent = intruder;
            intruder.log(TestAgent.batch(offer, 1, "intruder"));
            assertLeaseLost(offer);
            intruder.succeed(offer, 0);
            assertLeaseLost(offer);
            intruder.cancelAck(offer);
            assertLeaseLost(offer);
            edge.job(organization, "not for the intruder");
            assertThat(edge.claim(organization)).isTrue();
            assertThat(edge.claim(others)).isFalse();
            assertThat(intruder.hasHeardNothing()).isTrue();
        } finally {
            agent = mine;
        }
        assertThat(attempt(job).status()).isEqualTo(AttemptStatus.RUNNING);
        assertThat(edge.logOf(job)).isEmpty();
    }

    static Stream<Arguments> wrongFrames() {
        return Stream.of(
                wrongBatch("log_batch.attempt_id", batch -> batch.setAttemptId("7")),
                wrongBatch("log_batch.attempt_id", LogBatch.Builder::clearAttemptId),
                wrongBatch("log_batch.lease", LogBatch.Builder::clearLease),
                wrongBatch("log_batch.first_seq", batch -> batch.setFirstSeq(0)),
                wrongBatch("log_batch.first_seq", batch -> batch.setFirstSeq(-1)),
                wrongBatch("log_batch.lines", LogBatch.Builder::clearLines),
                wrongBatch(
                        "log_batch.lines",
                        batch -> IntStream.range(0, 1000).forEach(i -> batch.addLines(batch.getLines(0)))),
                wrongBatch(
                        "log_batch.lines",
                        batch -> IntStream.range(0, 17)
                                .forEach(i -> batch.addLines(
                                        batch.getLines(0).toBuilder().setText("x".repeat(16 * 1024))))),
                wrongBatch(
                        "log_batch.lines.0.text",
                        batch -> batch.getLinesBuilder(0).setText("é".repeat(8 * 1024) + "x")),
                wrongBatch(
                        "log_batch.lines.0.dropped_lines",
                        batch -> batch.getLinesBuilder(0).setDroppedLines(-1)),
                wrongBatch(
                        "log_batch.lines.0.at",
                        batch -> batch.getLinesBuilder(0).clearAt()),
                wrongBatch(
                        "log_batch.lines.0.at",
                        batch -> batch.getLinesBuilder(0)
                                .setAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))),
                wrongBatch(
                        "log_batch.lines.0.stream",
                        batch -> batch.getLinesBuilder(0).clearStream()),
                wrongBatch(
                        "log_batch.lines.0.stream",
                        batch -> batch.getLinesBuilder(0).setStreamValue(LogStream.values().length + 7)),
                wrongBatch(
                        "log_batch.lines.0.step",
                        batch -> batch.getLinesBuilder(0).clearStep()),
                wrongStep("step_report.step", StepReport.Builder::clearStep),
                wrongStep("step_report.state", StepReport.Builder::clearState),
                wrongStep("step_report.at", StepReport.Builder::clearAt),
                wrongResult("attempt_result.outcome", AttemptResult.Builder::clearOutcome),
                wrongResult("attempt_result.final_log_seq", result -> result.setFinalLogSeq(-1)),
                wrongResult("attempt_result.failure_class", result -> result.setOutcome(Outcome.OUTCOME_FAILED)),
                wrongResult(
                        "attempt_result.failure_message",
                        result -> result.setOutcome(Outcome.OUTCOME_FAILED)
                                .setFailureClass(FailureClass.FAILURE_CLASS_TOOL)
                                .setFailureMessage("x".repeat(2001))),
                wrongPublication("branch", Publication.Builder::clearBranch),
                wrongPublication("commit", Publication.Builder::clearCommit),
                wrongPublication("files_changed", publication -> publication.setFilesChanged(-1)),
                wrongPublication(
                        "pull_request_url", publication -> publication.setPullRequestUrl("javascript:alert(1)")));
    }

    private static Arguments wrongBatch(String field, Consumer<LogBatch.Builder> mistake) {
        return wrong(field, offer -> {
            LogBatch.Builder batch = TestAgent.batch(offer, 1, "a");
            mistake.accept(batch);
            return ConnectRequest.newBuilder().setLogBatch(batch);
        });
    }

    private static Arguments wrongStep(String field, Consumer<StepReport.Builder> mistake) {
        return wrong(field, offer -> {
            StepReport.Builder report = StepReport.newBuilder()
                    .setAttemptId(offer.getAttemptId())
                    .setLease(offer.getLease())
                    .setStep(Step.STEP_PREPARE)
                    .setState(StepState.STEP_STATE_STARTED)
                    .setAt(Timestamp.getDefaultInstance());
            mistake.accept(report);
            return ConnectRequest.newBuilder().setStepReport(report);
        });
    }

    private static Arguments wrongResult(String field, Consumer<AttemptResult.Builder> mistake) {
        return wrong(field, offer -> {
            AttemptResult.Builder result = AttemptResult.newBuilder()
                    .setAttemptId(offer.getAttemptId())
                    .setLease(offer.getLease())
                    .setOutcome(Outcome.OUTCOME_SUCCEEDED);
            mistake.accept(result);
            return ConnectRequest.newBuilder().setAttemptResult(result);
        });
    }

    private static Arguments wrongPublication(String field, Consumer<Publication.Builder> mistake) {
        return wrongResult("attempt_result.publication." + field, result -> {
            Publication.Builder publication =
                    Publication.newBuilder().setBranch("sia/x").setCommit("4b825dc");
            mistake.accept(publication);
            result.setPublication(publication);
        });
    }

    private static Arguments wrong(String field, Function<Offer, ConnectRequest.Builder> frame) {
        return Arguments.of(field, frame);
    }

    @ParameterizedTest
    @MethodSource("wrongFrames")
    void endsTheStreamNamingTheFieldThatIsWrong(String field, Function<Offer, ConnectRequest.Builder> frame) {
        Job job = edge.offered(organization, "wrong frames");
        Offer offer = accepted(job);

        agent.send(frame.apply(offer).build());

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(agent.ended().getDescription()).startsWith(field + " must");
        assertThat(attempt(job).status()).isEqualTo(AttemptStatus.RUNNING);
        assertThat(edge.logOf(job)).isEmpty();
    }

    @Test
    void slowsAnAgentThatFloodsItInsteadOfKeepingWhatItSends() {
        Job job = edge.offered(organization, "flood");
        Offer offer = accepted(job);
        String[] lines =
                IntStream.range(0, 16).mapToObj(i -> "x".repeat(16 * 1024)).toArray(String[]::new);
        int batches = 40;

        // While the attempt's row is locked nothing can be stored, so nothing more may be taken off the wire.
        postgres.database().runAcrossOrganizations(tx -> {
            tx.mapper(AttemptMapper.class).lock(attempt(offer));
            IntStream.range(0, batches).forEach(i -> agent.log(TestAgent.batch(offer, 1 + i * 16L, lines)));
            await().during(Duration.ofMillis(500)).until(() -> !agent.isReady());
            assertThat(agent.hasHeardNothing()).isTrue();
        });

        await().until(() -> attempt(job).lastLogSeq() == batches * 16L);
        await().until(agent::isReady);
        await().until(() -> agent.nextLogAck() == batches * 16L);
    }

    private static AttemptId attempt(Offer offer) {
        return new AttemptId(UUID.fromString(offer.getAttemptId()));
    }
}
