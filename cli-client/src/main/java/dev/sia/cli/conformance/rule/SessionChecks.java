package dev.sia.cli.conformance.rule;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.Event.What;
import dev.sia.cli.conformance.script.ServerStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** How sessions begin and what keeps them alive. */
final class SessionChecks {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,62}");
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** Heartbeats: what a server forgives a busy machine. */
    private static final int MISSED = 3;

    private static final int NEW_FIELD = 1000;
    /** What a busy machine may add to any time. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private SessionChecks() {}

    static void attachFirst(Stage stage) throws BrokenRule, InterruptedException {
        stage.start();
        Event open = stage.await("call of Connect", 0, event -> event.what() == What.OPEN);
        Stage.require(open.note().isEmpty(), "Connect was called with a credential that the server did not give", open);
        Event first = stage.await("frame", open.number(), event -> event.what() == What.FRAME);
        Stage.require(first.is(FrameCase.ATTACH), "the first frame is not Attach", first);
        Attach attach = first.frame().getAttach();
        Stage.require(
                attach.getProtocolMajor() == 1, "protocol_major is " + attach.getProtocolMajor() + ", not 1", first);
        Stage.require(
                attach.getCapacity() >= 1 && attach.getCapacity() <= 64,
                "capacity is " + attach.getCapacity() + ", not from 1 to 64",
                first);
        Stage.require(
                attach.getLabelsCount() <= 32
                        && attach.getLabelsList().stream()
                                .allMatch(label -> LABEL.matcher(label).matches()),
                "labels are more than 32, or one does not match " + LABEL,
                first);
        Stage.require(attach.getAgentVersion().length() <= 100, "agent_version is longer than 100 characters", first);
        Stage.require(attach.getHeldAttemptsCount() == 0, "a new agent says that it holds attempts", first);
        stage.never(
                "a second Attach in the same stream",
                first.number(),
                Duration.ofSeconds(1),
                event -> event.is(FrameCase.ATTACH) && event.stream() == first.stream());
    }

    static void enrolOnce(Stage stage) throws BrokenRule, InterruptedException {
        stage.start();
        Event enrol = stage.await("call of Enrol", 0, event -> event.what() == What.ENROL);
        Stage.require(enrol.note().isEmpty(), "Enrol was called with a wrong token or name", enrol);
        stage.awaitSession(enrol.number(), stage.patience());
        stage.askToStop();
        stage.awaitEnd("after SIGTERM");
        int restart = stage.mark();
        stage.start();
        Event open = stage.await("call of Connect after the restart", restart, event -> event.what() == What.OPEN);
        Stage.require(open.note().isEmpty(), "Connect was called with another credential than that of Enrol", open);
        stage.awaitSession(restart, stage.patience());
        stage.never(
                "Enrol was called again after the restart",
                enrol.number(),
                Duration.ZERO,
                event -> event.what() == What.ENROL);
    }

    static void heartbeat(Stage stage) throws BrokenRule, InterruptedException {
        stage.switches().terms(INTERVAL, Duration.ofSeconds(60));
        ServerStream session = stage.startAttached();
        int begin = stage.mark();
        stage.never(
                "the stream did not stay open",
                begin,
                INTERVAL.multipliedBy(6),
                event -> event.what() == What.END && event.stream() == session.number());
        requireGaps(stage, session);
        stage.switches().sendHeartbeats(false);
        Event end = stage.await(
                "end of a stream whose server missed three heartbeats",
                stage.mark(),
                INTERVAL.multipliedBy(MISSED + 1).plus(TOLERANCE.multipliedBy(4)),
                event -> event.what() == What.END && event.stream() == session.number());
        stage.switches().sendHeartbeats(true);
        stage.awaitSession(end.number(), Stage.LONGEST_AWAY);
    }

    private static void requireGaps(Stage stage, ServerStream session) throws BrokenRule {
        List<Event> frames = stage.server().transcript().since(0).stream()
                .filter(event -> event.what() == What.FRAME && event.stream() == session.number())
                .toList();
        Event last = frames.getFirst();
        for (Event frame : frames) {
            requireGap(frame.at().minus(last.at()), frame);
            last = frame;
        }
        requireGap(stage.server().transcript().now().minus(last.at()), last);
    }

    private static void requireGap(Duration gap, Event event) throws BrokenRule {
        Stage.require(
                gap.compareTo(INTERVAL.multipliedBy(MISSED)) <= 0,
                "nothing came for " + Stage.seconds(gap) + ", with a heartbeat interval of " + Stage.seconds(INTERVAL),
                event);
    }

    static void unknownFrame(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        UnknownFieldSet.Field content = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("\n\003new"))
                .build();
        session.send(ConnectResponse.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(NEW_FIELD, content)
                        .build()));
        session.send(ConnectResponse.newBuilder());
        int before = stage.mark();
        Attempt attempt = stage.jobs().offer(session, Manner.BRIEF);
        Event answer = stage.jobs().awaitAnswer(attempt, before);
        Stage.require(
                answer.stream() == session.number(),
                "the agent ended its session because of a frame that it does not know",
                answer);
    }
}
