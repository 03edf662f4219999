package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.Event.What;
import dev.sia.cli.conformance.script.ServerStream;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How agents come back, and how they take their leave. */
final class ReconnectChecks {
    private static final Status AWAY = Status.UNAVAILABLE.withDescription("The server is away.");
    /** Tries that are refused at least, and at most as long as the waits before them show no jitter. */
    private static final int FEWEST_REFUSED = 3;

    private static final int MOST_REFUSED = 7;
    /** The protocol's 1 s, less what a clock may be off. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(900);

    /** Waits that differ by less are the same wait, on a machine that is busy: bounds that double soon leave more room. */
    private static final long SAME_MILLIS = 1000;

    /** No machine is so busy: a wait that is longer than another by more was meant to be. */
    private static final long MEANT_MILLIS = 4000;

    private static final Duration HEARTBEATS = Duration.ofSeconds(2);
    /** The agent is away for all its waits, which may be a minute each, and is to keep its attempt. */
    private static final Duration LONG_GRACE = Duration.ofMinutes(10);

    private static final Duration AFTER = Duration.ofSeconds(2);
    private static final Duration WITHIN = Duration.ofSeconds(4);
    private static final Duration TOLERANCE = Duration.ofSeconds(5);
    private static final Duration EARLY = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(10);

    private ReconnectChecks() {}

    static void resume(Stage stage) throws BrokenRule, IOException, InterruptedException {
        stage.switches().terms(HEARTBEATS, LONG_GRACE);
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.TALKING);
        stage.awaitThat(
                "lines are stored", stage.patience(), () -> attempt.log().storedSeq() > 20);
        stage.switches().acknowledgeLogs(false);
        long acked = attempt.log().storedSeq();
        stage.awaitThat("more lines come", stage.patience(), () -> attempt.log().storedSeq() > acked);
        stage.switches().refuseStreams(AWAY);
        int cut = stage.mark();
        Duration end = stage.server().transcript().now();
        session.end(AWAY);
        awaitRefusals(stage, cut, end);
        stage.switches().acknowledgeLogs(true);
        requireHeld(stage, attempt, cut);
        int broken = stage.mark();
        stage.switches().refuseStreams(AWAY);
        stage.server().breakConnections();
        stage.switches().letStreamsIn();
        requireHeld(stage, attempt, broken);
        attempt.tool().release();
        stage.jobs().requireWholeLog(attempt, stage.jobs().awaitResult(attempt, broken));
    }

    /** All waits are at least a second, the first, after a stream that held, too. */
    private static void awaitRefusals(Stage stage, int cut, Duration end) throws BrokenRule, InterruptedException {
        List<Long> waits = new ArrayList<>();
        int last = cut;
        Duration since = end;
        while (waits.size() < FEWEST_REFUSED || !showJitter(waits)) {
            Stage.require(
                    waits.size() < MOST_REFUSED,
                    "the agent waited equally long each time, " + waits + " ms: it has no jitter",
                    stage.event(last));
            Event next = awaitOpen(stage, last, since);
            waits.add(next.at().minus(since).toMillis());
            last = next.number();
            since = next.at();
        }
        stage.switches().letStreamsIn();
        awaitOpen(stage, last, since);
    }

    private static Event awaitOpen(Stage stage, int last, Duration since) throws BrokenRule, InterruptedException {
        Event open = stage.await("new stream", last, Stage.LONGEST_AWAY, event -> event.what() == What.OPEN);
        Duration wait = open.at().minus(since);
        Stage.require(
                wait.compareTo(SHORTEST_WAIT) >= 0,
                "the agent came back " + Stage.seconds(wait) + " after its stream ended, sooner than 1 s",
                open);
        return open;
    }

    /** Whether at least two lie outside where most are, one may have been held up by the machine; or one lies far outside. */
    private static boolean showJitter(List<Long> waits) {
        if (Collections.max(waits) - Collections.min(waits) > MEANT_MILLIS) {
            return true;
        }
        long most = 0;
        for (long least : waits) {
            long same = waits.stream()
                    .filter(wait -> wait >= least && wait <= least + SAME_MILLIS)
                    .count();
            most = Math.max(most, same);
        }
        return waits.size() - most >= 2;
    }

    private static void requireHeld(Stage stage, Attempt attempt, int after) throws BrokenRule, InterruptedException {
        ServerStream session = stage.awaitSession(after, Stage.LONGEST_AWAY);
        long stored = session.verdictSeq(attempt.id());
        Event attach = stage.await("Attach", after, event -> event.is(FrameCase.ATTACH));
        Stage.require(ResultChecks.holds(attach, attempt), "Attach does not name the attempt that goes on", attach);
        long said = attach.frame().getAttach().getHeldAttemptsList().stream()
                .filter(held -> held.getAttemptId().equals(attempt.id()))
                .mapToLong(HeldAttempt::getAckedLogSeq)
                .max()
                .orElse(0);
        Stage.require(
                said <= stored,
                "acked_log_seq is " + said + ", but only " + stored + " lines were acknowledged",
                attach);
        Event batch = stage.await(
                "LogBatch in the new stream",
                attach.number(),
                event -> event.is(FrameCase.LOG_BATCH) && event.isAbout(attempt.id()));
        long first = batch.frame().getLogBatch().getFirstSeq();
        Stage.require(
                batch.stream() == session.number() && first == stored + 1,
                "the log goes on with line " + first + ", but the verdict was to go on from " + (stored + 1),
                batch);
    }

    static void abandon(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.TALKING);
        stage.server().takeAway(attempt.id());
        int cut = stage.mark();
        session.end(AWAY);
        ServerStream next = stage.awaitSession(cut, Stage.LONGEST_AWAY);
        // The verdict is the first that the agent hears in this stream, so nothing can cross with it.
        stage.never(
                "a frame about an attempt in a stream that began with the verdict ABANDON for it",
                cut,
                Duration.ofSeconds(3),
                event -> event.isAbout(attempt.id()) && event.stream() == next.number());
        int after = stage.mark();
        stage.awaitGone(attempt.tool(), "the tool is stopped after the verdict ABANDON", SOON);
        next.end(AWAY);
        stage.awaitSession(after, Stage.LONGEST_AWAY);
        Event attach = stage.await("Attach", after, event -> event.is(FrameCase.ATTACH));
        Stage.require(!ResultChecks.holds(attach, attempt), "Attach names an attempt that is to be forgotten", attach);
    }

    static void drain(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.TALKING);
        int before = stage.mark();
        session.send(ConnectResponse.newBuilder().setDrain(Drain.newBuilder().setReason("The kit wants it so.")));
        stage.await("LogBatch after Drain", before, event -> event.is(FrameCase.LOG_BATCH));
        session.send(ConnectResponse.newBuilder()
                .setGoAway(GoAway.newBuilder()
                        .setReason("The node is replaced.")
                        .setReconnectAfter(ServerStream.duration(AFTER))
                        .setReconnectWithin(ServerStream.duration(WITHIN))));
        stage.never(
                "the agent ended its stream because of Drain or GoAway",
                before,
                Duration.ofSeconds(1),
                event -> event.what() == What.END || event.what() == What.OPEN);
        int cut = stage.mark();
        Duration end = stage.server().transcript().now();
        session.end(AWAY);
        Event open = stage.await("new stream after GoAway", cut, SOON, event -> event.what() == What.OPEN);
        Duration away = open.at().minus(end);
        Stage.require(
                away.compareTo(AFTER.minus(EARLY)) >= 0 && away.compareTo(WITHIN.plus(TOLERANCE)) <= 0,
                "the agent came back after " + Stage.seconds(away) + ", not between " + Stage.seconds(AFTER) + " and "
                        + Stage.seconds(WITHIN),
                open);
        Event attach = stage.await("Attach", cut, event -> event.is(FrameCase.ATTACH));
        Stage.require(ResultChecks.holds(attach, attempt), "Attach does not name the attempt that goes on", attach);
        attempt.tool().release();
        stage.jobs().requireWholeLog(attempt, stage.jobs().awaitResult(attempt, cut));
    }

    static void leave(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.WAITING);
        int before = stage.mark();
        stage.askToStop();
        Event drain = stage.await("Drain after SIGTERM", before, SOON, event -> event.is(FrameCase.DRAIN));
        Attempt crossed = stage.jobs().offer(session, Manner.BRIEF);
        Event answer = stage.jobs().awaitAnswer(crossed, drain.number());
        Stage.require(answer.is(FrameCase.REJECT_OFFER), "the agent took an offer after its Drain", answer);
        attempt.tool().release();
        Event result = stage.jobs().awaitResult(attempt, before);
        stage.jobs().requireWholeLog(attempt, result);
        Event end = stage.await("end of the stream", result.number(), event -> event.what() == What.END);
        Stage.require(end.note().equals("closed by the agent"), "the stream was " + end.note() + ", not closed", end);
        stage.awaitEnd("after its Drain");
    }
}
