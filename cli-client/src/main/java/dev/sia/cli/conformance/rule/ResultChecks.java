package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.ServerStream;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** How attempts end. */
final class ResultChecks {
    private static final int DIGEST_BYTES = 32;
    private static final int LONGEST_MESSAGE = 2000;
    /** The protocol's 2 s, less what a busy machine may add to the way of the first. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1600);
    /** The protocol's 15 s and what it may add to that of the second. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(18);

    private ResultChecks() {}

    static void untilAcked(Stage stage) throws BrokenRule, IOException, InterruptedException {
        stage.switches().acknowledgeResults(false);
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().accepted(session, Manner.BRIEF);
        Event first = stage.jobs().awaitResult(attempt, 0);
        Event second = stage.await(
                "repeated AttemptResult",
                first.number(),
                LONGEST_PAUSE,
                event -> event.is(FrameCase.ATTEMPT_RESULT) && event.isAbout(attempt.id()));
        requireSame(first, second);
        Duration pause = second.at().minus(first.at());
        Stage.require(
                pause.compareTo(SHORTEST_PAUSE) >= 0,
                "the result was repeated after " + Stage.seconds(pause) + ", sooner than 2 s",
                second);
        session.end(Status.UNAVAILABLE.withDescription("The connection was cut."));
        ServerStream next = stage.awaitSession(second.number(), Stage.LONGEST_AWAY);
        Event attach = stage.await("Attach", second.number(), event -> event.is(FrameCase.ATTACH));
        Stage.require(
                holds(attach, attempt), "Attach does not name the attempt whose result is not acknowledged", attach);
        Event third = stage.jobs().awaitResult(attempt, attach.number());
        requireSame(first, third);
        next.acknowledgeResult(attempt.id());
        int acked = stage.mark();
        stage.never(
                "a frame about an attempt whose result was acknowledged",
                acked,
                Duration.ofSeconds(2),
                event -> event.isAbout(attempt.id()));
        next.end(Status.UNAVAILABLE.withDescription("The connection was cut."));
        stage.awaitSession(acked, Stage.LONGEST_AWAY);
        Event last = stage.await("Attach", acked, event -> event.is(FrameCase.ATTACH));
        Stage.require(!holds(last, attempt), "Attach names an attempt that is to be forgotten", last);
    }

    private static void requireSame(Event first, Event other) throws BrokenRule {
        Stage.require(
                first.frame().equals(other.frame()),
                "the result was sent again with something else in it than in #" + first.number(),
                other);
    }

    static boolean holds(Event attach, Attempt attempt) {
        return attach.frame().getAttach().getHeldAttemptsList().stream()
                .anyMatch(held -> held.getAttemptId().equals(attempt.id())
                        && held.getLease().equals(attempt.lease()));
    }

    static void finalLog(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.WAITING);
        stage.switches().acknowledgeLogs(false);
        int before = stage.mark();
        attempt.tool().release();
        stage.never(
                "the result was sent before the log was acknowledged whole",
                before,
                Duration.ofSeconds(3),
                event -> event.is(FrameCase.ATTEMPT_RESULT));
        stage.switches().acknowledgeLogs(true);
        session.acknowledge(attempt.id());
        Event event = stage.jobs().awaitResult(attempt, before);
        stage.jobs().requireWholeLog(attempt, event);
        AttemptResult result = event.frame().getAttemptResult();
        long stored = attempt.log().storedSeq();
        Stage.require(
                result.getFinalLogSeq() == stored,
                "final_log_seq is " + result.getFinalLogSeq() + ", but the last line that came is " + stored,
                event);
        byte[] digest = result.getLogDigest().toByteArray();
        Stage.require(
                digest.length == 0 || digest.length == DIGEST_BYTES,
                "log_digest has " + digest.length + " bytes, not 32 or none",
                event);
        Stage.require(
                digest.length == 0 || Arrays.equals(digest, attempt.log().digest()),
                "log_digest is not that of the lines that came",
                event);
        requireSense(result, event);
    }

    private static void requireSense(AttemptResult result, Event event) throws BrokenRule {
        Stage.require(
                result.getOutcome() == Outcome.OUTCOME_SUCCEEDED || result.getOutcome() == Outcome.OUTCOME_FAILED,
                "outcome is " + result.getOutcome() + " although nobody cancelled",
                event);
        boolean failed = result.getOutcome() == Outcome.OUTCOME_FAILED;
        Stage.require(
                !failed
                        || result.getFailureClass() != FailureClass.FAILURE_CLASS_UNSPECIFIED
                                && !result.getFailureMessage().isBlank()
                                && result.getFailureMessage().length() <= LONGEST_MESSAGE,
                "a failed result needs failure_class and a failure_message of at most 2,000 characters",
                event);
    }
}
