package dev.sia.server.grpc;

import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.CancelAck;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.HintAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.RejectOffer;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptLogs;
import dev.sia.server.attempt.AttemptReports;
import dev.sia.server.attempt.Lease;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.util.Optional;
import java.util.function.Supplier;

/** Does what the frames of attached agents say and finds the answer. Nothing is answered before it is stored. */
final class AttemptFrames {
    private final AttemptReports reports;
    private final AttemptLogs logs;
    private final LogLimits limits;

    AttemptFrames(AttemptReports reports, AttemptLogs logs, LogLimits limits) {
        this.reports = reports;
        this.logs = logs;
        this.limits = limits;
    }

    /** The answer to a frame, empty when it needs none. Throws when the stream is to end. */
    Optional<ConnectResponse> handle(AgentIdentity agent, ConnectRequest frame) {
        return switch (frame.getFrameCase()) {
            case ATTACH -> throw new DomainException(ErrorCode.PROTOCOL_VIOLATION, "attach is the first frame only.");
            case ACCEPT_OFFER -> accept(agent, frame.getAcceptOffer());
            case REJECT_OFFER -> reject(agent, frame.getRejectOffer());
            case STEP_REPORT -> step(agent, frame.getStepReport());
            case LOG_BATCH -> log(agent, frame.getLogBatch());
            case ATTEMPT_RESULT -> result(agent, frame.getAttemptResult());
            case CANCEL_ACK -> cancelAck(agent, frame.getCancelAck());
            case HINT_ACK -> hintAck(agent, frame.getHintAck());
            // Signs of life, and what concerns the session more than an attempt.
            case DRAIN, HEARTBEAT, FRAME_NOT_SET -> Optional.empty();
        };
    }

    private Optional<ConnectResponse> accept(AgentIdentity agent, AcceptOffer frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/accept_offer");
        Lease lease = AgentFrames.lease(frame.getLease(), "/accept_offer");
        return silently(id, () -> reports.accept(agent, id, lease));
    }

    private Optional<ConnectResponse> reject(AgentIdentity agent, RejectOffer frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/reject_offer");
        Lease lease = AgentFrames.lease(frame.getLease(), "/reject_offer");
        String reason = AgentFrames.rejection(frame.getReason());
        return silently(id, () -> reports.reject(agent, id, lease, reason));
    }

    private Optional<ConnectResponse> step(AgentIdentity agent, StepReport frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/step_report");
        Lease lease = AgentFrames.lease(frame.getLease(), "/step_report");
        var step = AgentFrames.step(frame);
        return silently(id, () -> reports.step(agent, id, lease, step));
    }

    private Optional<ConnectResponse> log(AgentIdentity agent, LogBatch frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/log_batch");
        Lease lease = AgentFrames.lease(frame.getLease(), "/log_batch");
        var batch = LogFrames.logBatch(frame, limits);
        return fenced(id, () -> AgentProto.logAck(id, logs.append(agent, id, lease, batch)));
    }

    private Optional<ConnectResponse> result(AgentIdentity agent, AttemptResult frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/attempt_result");
        Lease lease = AgentFrames.lease(frame.getLease(), "/attempt_result");
        var outcome = AgentFrames.outcome(frame);
        var log = LogFrames.finalLog(frame);
        return fenced(id, () -> {
            long stored = reports.result(agent, id, lease, outcome, log);
            return stored < log.lastSeq() ? AgentProto.logAck(id, stored) : AgentProto.resultAck(id);
        });
    }

    private Optional<ConnectResponse> cancelAck(AgentIdentity agent, CancelAck frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/cancel_ack");
        Lease lease = AgentFrames.lease(frame.getLease(), "/cancel_ack");
        return silently(id, () -> reports.cancelAcknowledged(agent, id, lease));
    }

    private Optional<ConnectResponse> hintAck(AgentIdentity agent, HintAck frame) {
        AttemptId id = AgentFrames.attemptId(frame.getAttemptId(), "/hint_ack");
        Lease lease = AgentFrames.lease(frame.getLease(), "/hint_ack");
        var hint = AgentFrames.uuid(frame.getHintId(), "/hint_ack/hint_id");
        return silently(id, () -> reports.hintAcknowledged(agent, id, lease, hint));
    }

    private static Optional<ConnectResponse> silently(AttemptId id, Runnable report) {
        try {
            report.run();
            return Optional.empty();
        } catch (DomainException refused) {
            return Optional.of(leaseLost(id, refused));
        }
    }

    private static Optional<ConnectResponse> fenced(AttemptId id, Supplier<ConnectResponse> report) {
        try {
            return Optional.of(report.get());
        } catch (DomainException refused) {
            return Optional.of(leaseLost(id, refused));
        }
    }

    /** A lost lease is an answer like any other; every other refusal ends the stream. */
    private static ConnectResponse leaseLost(AttemptId id, DomainException refused) {
        if (refused.code() != ErrorCode.LEASE_LOST) {
            throw refused;
        }
        return AgentProto.leaseLost(id, refused.getMessage());
    }
}
