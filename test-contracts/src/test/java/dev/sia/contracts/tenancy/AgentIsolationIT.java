package dev.sia.contracts.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.util.Timestamps;
import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.CancelAck;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.HintAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.RejectOffer;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every frame of the agents' contract that carries an id of something that the server knows. */
class AgentIsolationIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    /** What an agent can name. */
    private record Ids(String attempt, String lease, String hint) {
        static Ids of(Neighbour organization) {
            Offer offer = organization.offer();
            return new Ids(
                    offer.getAttemptId(),
                    offer.getLease(),
                    organization.hintId().toString());
        }

        /** Of the same form, and nobody's. */
        static Ids unknown(Ids like) {
            StringBuilder lease = new StringBuilder(like.lease);
            lease.setCharAt(0, like.lease.charAt(0) == 'A' ? 'B' : 'A');
            return new Ids(
                    UUID.randomUUID().toString(),
                    lease.toString(),
                    UUID.randomUUID().toString());
        }

        Ids withHint(String other) {
            return new Ids(attempt, lease, other);
        }
    }

    /** One row for each frame that takes an id of an attempt, a lease or a hint; the last frame ends the attempt. */
    private static final List<Row> ROWS = List.of(
            new Row(
                    "accept_offer",
                    ids -> frame().setAcceptOffer(AcceptOffer.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease()))
                            .build()),
            new Row(
                    "reject_offer",
                    ids -> frame().setRejectOffer(RejectOffer.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease())
                                    .setReason("busy"))
                            .build()),
            new Row(
                    "step_report",
                    ids -> frame().setStepReport(StepReport.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease())
                                    .setStep(Step.STEP_GENERATE)
                                    .setState(StepState.STEP_STATE_STARTED)
                                    .setAt(Timestamps.now()))
                            .build()),
            new Row(
                    "log_batch",
                    ids -> frame().setLogBatch(LogBatch.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease())
                                    .setFirstSeq(4)
                                    .addLines(LogLine.newBuilder()
                                            .setAt(Timestamps.now())
                                            .setStream(LogStream.LOG_STREAM_STDOUT)
                                            .setStep(Step.STEP_GENERATE)
                                            .setText("line 4")))
                            .build()),
            new Row(
                    "cancel_ack",
                    ids -> frame().setCancelAck(CancelAck.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease()))
                            .build()),
            new Row(
                    "hint_ack",
                    ids -> frame().setHintAck(HintAck.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease())
                                    .setHintId(ids.hint()))
                            .build()),
            new Row(
                    "attempt_result",
                    ids -> frame().setAttemptResult(AttemptResult.newBuilder()
                                    .setAttemptId(ids.attempt())
                                    .setLease(ids.lease())
                                    .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                                    .setFinalLogSeq(3)
                                    .setPublication(Publication.newBuilder()
                                            .setBranch("sia/work")
                                            .setCommit("4b825dc642cb6eb9a060e54bf8d69288fbee4904")))
                            .build()));

    /** Is the first frame of a session, so it has a test of its own. */
    private static final String FIRST = "attach";

    /** What {@link Ids} has. */
    private static final Set<String> KNOWN = Set.of("attempt_id", "lease", "hint_id");

    private record Row(String frame, Function<Ids, ConnectRequest> with) {}

    private static ConnectRequest.Builder frame() {
        return ConnectRequest.newBuilder();
    }

    private Neighbour ours;
    private Neighbour theirs;

    @BeforeEach
    void fill() {
        ours = new Neighbour(server);
        theirs = new Neighbour(server);
    }

    @AfterEach
    void leave() {
        ours.close();
        theirs.close();
    }

    private static Set<String> ids(Descriptor message, Set<String> seen) {
        Set<String> ids = new TreeSet<>();
        for (FieldDescriptor field : message.getFields()) {
            if (field.getName().endsWith("_id") || field.getName().equals("lease")) {
                ids.add(field.getName());
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && seen.add(field.getMessageType().getFullName())) {
                ids.addAll(ids(field.getMessageType(), seen));
            }
        }
        return ids;
    }

    @Test
    void everyFrameThatTakesAnIdHasARow() {
        Set<String> wanted = new TreeSet<>();
        for (FieldDescriptor frame : ConnectRequest.getDescriptor().getFields()) {
            Set<String> ids = ids(frame.getMessageType(), new HashSet<>());
            assertThat(KNOWN)
                    .as("ids in the frame %s: make a new one in Neighbour and AgentIsolationIT.Ids", frame.getName())
                    .containsAll(ids);
            if (!ids.isEmpty()) {
                wanted.add(frame.getName());
            }
        }
        Set<String> rows = new TreeSet<>(ROWS.stream().map(Row::frame).toList());
        rows.add(FIRST);
        assertThat(wanted)
                .as("frames with ids: add a row to AgentIsolationIT.ROWS")
                .isEqualTo(rows);
    }

    @Test
    void everyCallThatTakesAnIdHasATest() {
        List<String> calls = new ArrayList<>();
        AgentServiceGrpc.getServiceDescriptor().getMethods().forEach(method -> {
            String name = method.getBareMethodName();
            Descriptor request = ConnectRequest.getDescriptor()
                    .getFile()
                    .findServiceByName("AgentService")
                    .findMethodByName(name)
                    .getInputType();
            if (!ids(request, new HashSet<>()).isEmpty()) {
                calls.add(name);
            }
        });
        assertThat(calls)
                .as("calls whose requests take ids; what a call is for comes from its credential")
                .containsExactly("Connect");
    }

    @TestFactory
    Stream<DynamicTest> anotherOrganizationsAttemptsAreLikeUnknownOnes() {
        return Stream.concat(
                ROWS.stream().map(row -> dynamicTest(row.frame(), () -> compare(row))),
                Stream.of(dynamicTest("hint_ack hint_id", this::compareHints)));
    }

    private void compare(Row row) {
        Ids foreign = Ids.of(theirs);
        Ids unknown = Ids.unknown(foreign);
        Unchanged unchanged = Unchanged.from(server, theirs);
        List<ConnectResponse> toUnknown = answers(row.with().apply(unknown), unknown);
        assertThat(toUnknown).isNotEmpty();
        assertThat(answers(row.with().apply(foreign), foreign)).isEqualTo(toUnknown);
        unchanged.check();
        Ids own = Ids.of(ours);
        assertThat(answers(row.with().apply(own), own))
                .as("its own attempt is not an unknown one")
                .isNotEqualTo(toUnknown);
    }

    /** Under its own lease an agent acknowledges a hint that is not its own: nobody answers, and nothing happens. */
    private void compareHints() {
        Ids own = Ids.of(ours);
        Ids foreign = own.withHint(theirs.hintId().toString());
        Ids unknown = own.withHint(UUID.randomUUID().toString());
        Row acknowledgement = ROWS.stream()
                .filter(row -> row.frame().equals("hint_ack"))
                .findFirst()
                .orElseThrow();
        // Its own one first, which the server would otherwise send again with every heartbeat.
        assertThat(answers(acknowledgement.with().apply(own), own)).isEmpty();
        Unchanged unchanged = Unchanged.from(server, theirs);
        Unchanged oursUnchanged = Unchanged.from(server, ours);
        assertThat(answers(acknowledgement.with().apply(foreign), foreign))
                .isEqualTo(answers(acknowledgement.with().apply(unknown), unknown));
        unchanged.check();
        oursUnchanged.check();
    }

    /** What the server says before it answers a question about an attempt that there certainly is not. */
    private List<ConnectResponse> answers(ConnectRequest frame, Ids ids) {
        ScriptedAgent agent = ours.agent();
        String probe = UUID.randomUUID().toString();
        agent.send(frame);
        agent.send(frame().setAcceptOffer(
                        AcceptOffer.newBuilder().setAttemptId(probe).setLease(ids.lease()))
                .build());
        List<ConnectResponse> heard = new ArrayList<>();
        while (true) {
            ConnectResponse next = agent.next();
            if (next.getLeaseLost().getAttemptId().equals(probe)) {
                return heard;
            }
            if (!next.hasHint()) {
                heard.add(neutral(next, ids));
            }
        }
    }

    private static ConnectResponse neutral(ConnectResponse answer, Ids ids) {
        if (!answer.hasLeaseLost()) {
            return answer;
        }
        ConnectResponse.Builder neutral = answer.toBuilder();
        if (answer.getLeaseLost().getAttemptId().equals(ids.attempt())) {
            neutral.getLeaseLostBuilder().setAttemptId("<attempt>");
        }
        return neutral.build();
    }

    @Test
    void anotherOrganizationsAttemptsAreNotHeldByWhoAttachesWithThem() {
        Ids foreign = Ids.of(theirs);
        Ids unknown = Ids.unknown(foreign);
        Unchanged unchanged = Unchanged.from(server, theirs);
        ScriptedAgent agent =
                ours.tenant().connect(ours.tenant().enrol("build-box-3").getCredential());
        agent.send(frame().setAttach(Attach.newBuilder()
                        .setProtocolMajor(1)
                        .setAgentVersion("0.1.0")
                        .setCapacity(1)
                        .addHeldAttempts(held(foreign))
                        .addHeldAttempts(held(unknown)))
                .build());
        var verdicts =
                agent.next(ConnectResponse.FrameCase.ATTACHED).getAttached().getVerdictsList();
        assertThat(verdicts).hasSize(2);
        assertThat(verdicts.get(0).toBuilder().clearAttemptId().build())
                .isEqualTo(verdicts.get(1).toBuilder().clearAttemptId().build());
        unchanged.check();
    }

    private static HeldAttempt held(Ids ids) {
        return HeldAttempt.newBuilder()
                .setAttemptId(ids.attempt())
                .setLease(ids.lease())
                .build();
    }
}
