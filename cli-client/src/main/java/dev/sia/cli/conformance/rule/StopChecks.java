package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.Cancel;
import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.Event.What;
import dev.sia.cli.conformance.script.ServerStream;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Whether agents stop what they are to stop. */
final class StopChecks {
    private static final Duration KILL_AFTER = Duration.ofSeconds(2);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final Duration CROSSING = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** For an attempt or a step; a clone on a busy machine has to be through long before. */
    private static final Duration TIME = Duration.ofSeconds(8);

    /** The server may see the acceptance late, and the agent counts from when it made it. */
    private static final Duration EARLY = Duration.ofSeconds(2);
    /** What a busy machine may add. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private StopChecks() {}

    static void cancel(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.STUBBORN);
        int before = stage.mark();
        ConnectResponse.Builder cancel = ConnectResponse.newBuilder()
                .setCancel(Cancel.newBuilder()
                        .setAttemptId(attempt.id())
                        .setReason("The kit wants to see it stop.")
                        .setKillAfter(ServerStream.duration(KILL_AFTER)));
        session.send(cancel);
        stage.await(
                "CancelAck", before, AT_ONCE, event -> event.is(FrameCase.CANCEL_ACK) && event.isAbout(attempt.id()));
        int again = stage.mark();
        session.send(cancel);
        stage.await(
                "CancelAck for the repeated Cancel",
                again,
                AT_ONCE,
                event -> event.is(FrameCase.CANCEL_ACK) && event.isAbout(attempt.id()));
        stage.awaitThat(
                "the tool, which ignores SIGTERM, is killed after kill_after",
                KILL_AFTER.plus(TOLERANCE),
                () -> !attempt.tool().isRunning());
        Event result = stage.jobs().awaitResult(attempt, before);
        Stage.require(
                result.frame().getAttemptResult().getOutcome() == Outcome.OUTCOME_CANCELLED,
                "the outcome of a cancelled attempt is not OUTCOME_CANCELLED",
                result);
        stage.jobs().requireGoodLog(attempt);
    }

    static void leaseLost(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.TALKING);
        stage.awaitThat(
                "lines of the log come", stage.patience(), () -> attempt.log().storedSeq() > 0);
        session.loseLease(attempt.id(), "The kit gave it to somebody else.");
        Thread.sleep(CROSSING);
        int after = stage.mark();
        stage.never(
                "a frame about an attempt whose lease was lost more than " + Stage.seconds(CROSSING) + " ago",
                after,
                Duration.ofSeconds(3),
                event -> event.isAbout(attempt.id()));
        stage.awaitThat(
                "the tool is stopped after LeaseLost",
                TOLERANCE.multipliedBy(2),
                () -> !attempt.tool().isRunning());
        session.end(Status.UNAVAILABLE.withDescription("The connection was cut."));
        stage.awaitSession(after, Stage.LONGEST_AWAY);
        Event attach = stage.await("Attach", after, event -> event.is(FrameCase.ATTACH));
        Stage.require(!ResultChecks.holds(attach, attempt), "Attach names an attempt that is to be forgotten", attach);
    }

    static void timeout(Stage stage) throws BrokenRule, IOException, InterruptedException {
        timeUp(stage, offer -> offer.setTimeout(ServerStream.duration(TIME)));
    }

    static void stepTimeout(Stage stage) throws BrokenRule, IOException, InterruptedException {
        timeUp(stage, offer -> offer.setStepTimeout(ServerStream.duration(TIME)));
    }

    private static void timeUp(Stage stage, UnaryOperator<Offer.Builder> limit)
            throws BrokenRule, IOException, InterruptedException {
        int before = stage.mark();
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.WAITING, limit);
        Event accepted = stage.jobs().awaitAnswer(attempt, before);
        stage.awaitThat(
                "the tool is stopped when its time is up",
                TIME.plus(TOLERANCE),
                () -> !attempt.tool().isRunning());
        Event event = stage.jobs().awaitResult(attempt, before);
        AttemptResult result = event.frame().getAttemptResult();
        Stage.require(
                event.at().minus(accepted.at()).compareTo(TIME.minus(EARLY)) >= 0,
                "the attempt ended before its time of " + Stage.seconds(TIME) + " was up",
                event);
        Stage.require(
                result.getOutcome() == Outcome.OUTCOME_FAILED
                        && result.getFailureClass() == FailureClass.FAILURE_CLASS_TIMEOUT
                        && result.getFailedStep() == Step.STEP_GENERATE,
                "the result is not OUTCOME_FAILED with FAILURE_CLASS_TIMEOUT and STEP_GENERATE",
                event);
        stage.jobs().requireGoodLog(attempt);
    }

    static void selfFence(Stage stage) throws BrokenRule, IOException, InterruptedException {
        stage.switches().terms(Duration.ofSeconds(1), GRACE);
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.WAITING);
        stage.switches().refuseStreams(Status.UNAVAILABLE.withDescription("The server is away."));
        session.end(Status.UNAVAILABLE.withDescription("The server is away."));
        int cut = stage.mark();
        Thread.sleep(GRACE.dividedBy(4));
        Stage.require(
                attempt.tool().isRunning(),
                "the tool was stopped although the agent was away for less than its grace",
                stage.await("event", 0, event -> event.what() == What.FRAME));
        stage.awaitThat(
                "the tool is stopped when there was no contact for the grace",
                GRACE.plus(TOLERANCE),
                () -> !attempt.tool().isRunning());
        stage.switches().letStreamsIn();
        stage.awaitSession(cut, Stage.LONGEST_AWAY);
    }
}
