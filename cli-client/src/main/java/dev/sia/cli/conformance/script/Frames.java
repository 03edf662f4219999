package dev.sia.cli.conformance.script;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.LogBatch;

/** What frames of agents have in common. */
public final class Frames {
    private static final int LONGEST = 120;

    private Frames() {}

    /** The attempt that a frame is about; empty when it is about none. */
    public static String attempt(ConnectRequest frame) {
        return switch (frame.getFrameCase()) {
            case ACCEPT_OFFER -> frame.getAcceptOffer().getAttemptId();
            case REJECT_OFFER -> frame.getRejectOffer().getAttemptId();
            case STEP_REPORT -> frame.getStepReport().getAttemptId();
            case LOG_BATCH -> frame.getLogBatch().getAttemptId();
            case ATTEMPT_RESULT -> frame.getAttemptResult().getAttemptId();
            case CANCEL_ACK -> frame.getCancelAck().getAttemptId();
            case HINT_ACK -> frame.getHintAck().getAttemptId();
            case ATTACH, HEARTBEAT, DRAIN, FRAME_NOT_SET -> "";
        };
    }

    /** The lease that a frame carries; empty when it carries none. */
    public static String lease(ConnectRequest frame) {
        return switch (frame.getFrameCase()) {
            case ACCEPT_OFFER -> frame.getAcceptOffer().getLease();
            case REJECT_OFFER -> frame.getRejectOffer().getLease();
            case STEP_REPORT -> frame.getStepReport().getLease();
            case LOG_BATCH -> frame.getLogBatch().getLease();
            case ATTEMPT_RESULT -> frame.getAttemptResult().getLease();
            case CANCEL_ACK -> frame.getCancelAck().getLease();
            case HINT_ACK -> frame.getHintAck().getLease();
            case ATTACH, HEARTBEAT, DRAIN, FRAME_NOT_SET -> "";
        };
    }

    /** In a few words for people. */
    static String describe(ConnectRequest frame) {
        String content = switch (frame.getFrameCase()) {
            case LOG_BATCH -> lines(frame.getLogBatch());
            case FRAME_NOT_SET -> "a frame of no known kind";
            case ATTACH,
                    ACCEPT_OFFER,
                    REJECT_OFFER,
                    STEP_REPORT,
                    ATTEMPT_RESULT,
                    CANCEL_ACK,
                    HEARTBEAT,
                    DRAIN,
                    HINT_ACK -> frame.toString().replaceAll("\\s+", " ").strip();
        };
        return content.length() <= LONGEST ? content : content.substring(0, LONGEST - 1) + '…';
    }

    private static String lines(LogBatch batch) {
        return "log_batch { first_seq: " + batch.getFirstSeq() + ", " + batch.getLinesCount() + " lines }";
    }
}
