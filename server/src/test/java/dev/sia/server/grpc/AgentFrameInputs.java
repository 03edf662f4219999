package dev.sia.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorKind;
import java.util.List;

/** Made-up frames of agents: each is read, or refused with the place of the mistake. */
public final class AgentFrameInputs {
    private AgentFrameInputs() {}

    /** Frames to begin with. */
    public static List<ConnectRequest> examples() {
        String id = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c";
        Timestamp at = Timestamp.newBuilder().setSeconds(1_750_000_000).build();
        return List.of(
                ConnectRequest.newBuilder()
                        .setAttach(Attach.newBuilder()
                                .setProtocolMajor(1)
                                .setAgentVersion("1.2.3")
                                .addLabels("java")
                                .setCapacity(2)
                                .addHeldAttempts(HeldAttempt.newBuilder()
                                        .setAttemptId(id)
                                        .setLease("lease")))
                        .build(),
                ConnectRequest.newBuilder()
                        .setLogBatch(LogBatch.newBuilder()
                                .setAttemptId(id)
                                .setLease("lease")
                                .setFirstSeq(1)
                                .addLines(LogLine.newBuilder()
                                        .setAt(at)
                                        .setStreamValue(1)
                                        .setStepValue(1)
                                        .setText("text")))
                        .build(),
                ConnectRequest.newBuilder()
                        .setStepReport(StepReport.newBuilder()
                                .setAttemptId(id)
                                .setLease("lease")
                                .setStepValue(1)
                                .setStateValue(1)
                                .setAt(at))
                        .build(),
                ConnectRequest.newBuilder()
                        .setAttemptResult(AttemptResult.newBuilder()
                                .setAttemptId(id)
                                .setLease("lease")
                                .setOutcomeValue(1)
                                .setPublication(Publication.newBuilder()
                                        .setBranch("sia/1")
                                        .setCommit("abc")
                                        .setPullRequestUrl("https://git.example.com/1")))
                        .build());
    }

    /** Any bytes; what is no frame gRPC refuses by itself. */
    public static void frame(byte[] bytes) {
        ConnectRequest frame;
        try {
            frame = ConnectRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException noFrame) {
            return;
        }
        try {
            read(frame);
        } catch (DomainException refused) {
            if (refused.code().kind() != ErrorKind.INVALID || refused.details().isEmpty()) {
                throw new AssertionError("Refused without a place", refused);
            }
        }
    }

    private static void read(ConnectRequest frame) {
        switch (frame.getFrameCase()) {
            case ATTACH -> {
                AgentFrames.sessionStart(frame.getAttach(), "node");
                AgentFrames.heldAttempts(frame.getAttach());
            }
            case ACCEPT_OFFER -> {
                AgentFrames.attemptId(frame.getAcceptOffer().getAttemptId(), "/accept_offer");
                AgentFrames.lease(frame.getAcceptOffer().getLease(), "/accept_offer");
            }
            case REJECT_OFFER -> AgentFrames.rejection(frame.getRejectOffer().getReason());
            case STEP_REPORT -> AgentFrames.step(frame.getStepReport());
            case LOG_BATCH -> LogFrames.logBatch(frame.getLogBatch(), LogLimits.DEFAULT);
            case ATTEMPT_RESULT -> {
                AgentFrames.outcome(frame.getAttemptResult());
                LogFrames.finalLog(frame.getAttemptResult());
            }
            case DRAIN -> AgentFrames.drainReason(frame.getDrain());
            case HINT_ACK -> AgentFrames.uuid(frame.getHintAck().getHintId(), "/hint_ack/hint_id");
            case CANCEL_ACK, HEARTBEAT, FRAME_NOT_SET -> {}
        }
    }
}
