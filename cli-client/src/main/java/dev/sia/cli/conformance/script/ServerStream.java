package dev.sia.cli.conformance.script;

import com.google.protobuf.Duration;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.LeaseLost;
import dev.sia.api.agent.v1.LogAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLimits;
import dev.sia.api.agent.v1.ResultAck;
import dev.sia.cli.conformance.script.Event.What;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** One session of the agent, seen from the server. */
public final class ServerStream implements StreamObserver<ConnectRequest> {
    /** What the server allows in a log batch: little, so that limits show soon. */
    static final LogLimits LIMITS = LogLimits.newBuilder()
            .setMaxBatchLines(20)
            .setMaxBatchBytes(4096)
            .setMaxLineBytes(200)
            .build();

    static final Status FLOOD = Status.RESOURCE_EXHAUSTED.withDescription("The agent sends too much.");

    private final int number;
    private final StreamObserver<ConnectResponse> responses;
    private final Transcript transcript;
    private final Switches switches;
    private final Leases leases;
    private boolean open = true;
    private Optional<Attached> terms = Optional.empty();

    ServerStream(
            int number,
            StreamObserver<ConnectResponse> responses,
            Transcript transcript,
            Switches switches,
            Leases leases) {
        this.number = number;
        this.responses = responses;
        this.transcript = transcript;
        this.switches = switches;
        this.leases = leases;
        if (responses instanceof ServerCallStreamObserver<ConnectResponse> call) {
            // With a handler, what is sent while the agent breaks off is dropped instead of being an error.
            call.setOnCancelHandler(() -> {});
        }
    }

    /** Counts the agent's streams from 1. */
    public int number() {
        return number;
    }

    /** Sends a frame, unless the stream has ended. */
    public synchronized void send(ConnectResponse.Builder response) {
        if (open) {
            responses.onNext(response.build());
        }
    }

    /** Ends the stream with a status. */
    public synchronized void end(Status status) {
        if (open) {
            open = false;
            responses.onError(status.asRuntimeException());
        }
    }

    /** Says how far a log is stored. */
    public void acknowledge(String attemptId) {
        send(ConnectResponse.newBuilder()
                .setLogAck(LogAck.newBuilder()
                        .setAttemptId(attemptId)
                        .setAckedSeq(leases.log(attemptId).storedSeq())));
    }

    /** Takes an attempt away from the agent. */
    public void loseLease(String attemptId, String reason) {
        leases.lost(attemptId);
        send(ConnectResponse.newBuilder()
                .setLeaseLost(LeaseLost.newBuilder().setAttemptId(attemptId).setReason(reason)));
    }

    synchronized boolean isOpen() {
        return open;
    }

    void beat() {
        if (switches.sendsHeartbeats() && isAttached()) {
            send(ConnectResponse.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
        }
    }

    private synchronized boolean isAttached() {
        return terms.isPresent();
    }

    /** The line after which a log goes on, as the verdict on a held attempt said; 0 for an attempt without one. */
    public synchronized long verdictSeq(String attemptId) {
        return terms.stream()
                .flatMap(attached -> attached.getVerdictsList().stream())
                .filter(verdict -> verdict.getAttemptId().equals(attemptId))
                .mapToLong(HeldAttemptVerdict::getAckedLogSeq)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void onNext(ConnectRequest frame) {
        if (!isOpen()) {
            return;
        }
        boolean covered = leases.covers(frame);
        Event event = transcript.add(number, What.FRAME, frame, "");
        if (transcript.flood().isPresent()) {
            end(FLOOD);
            return;
        }
        if (!covered) {
            transcript.add(number, What.DEAD_LEASE, "frame #" + event.number());
            loseLease(Frames.attempt(frame), "The lease is not live.");
            return;
        }
        switch (frame.getFrameCase()) {
            case ATTACH -> attach(frame.getAttach());
            case LOG_BATCH -> store(event, frame.getLogBatch());
            case ATTEMPT_RESULT -> result(frame.getAttemptResult());
            case ACCEPT_OFFER, REJECT_OFFER, STEP_REPORT, CANCEL_ACK, HEARTBEAT, DRAIN, HINT_ACK, FRAME_NOT_SET -> {
                // Written down; rules look at it.
            }
        }
    }

    private void attach(Attach attach) {
        if (switches.refusesAttach().isPresent()) {
            end(switches.refusesAttach().get());
            return;
        }
        Attached.Builder said = Attached.newBuilder()
                .setAgentId(ScriptedServer.AGENT_ID)
                .setSessionEpoch(number)
                .setServerVersion("conformance")
                .setHeartbeatInterval(duration(switches.heartbeatInterval()))
                .setGrace(duration(switches.grace()))
                .setLogLimits(LIMITS);
        attach.getHeldAttemptsList().forEach(held -> said.addVerdicts(verdict(held)));
        synchronized (this) {
            send(ConnectResponse.newBuilder().setAttached(said));
            terms = Optional.of(said.build());
            transcript.add(number, What.TAKEN_IN, "");
        }
    }

    private HeldAttemptVerdict verdict(HeldAttempt held) {
        HeldAttemptVerdict.Builder verdict = HeldAttemptVerdict.newBuilder().setAttemptId(held.getAttemptId());
        return leases.isLive(held.getAttemptId(), held.getLease())
                ? verdict.setAction(HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE)
                        .setAckedLogSeq(leases.log(held.getAttemptId()).storedSeq())
                        .build()
                : verdict.setAction(HeldAttemptAction.HELD_ATTEMPT_ACTION_ABANDON)
                        .setReason("The lease is not live.")
                        .build();
    }

    private void store(Event event, LogBatch batch) {
        leases.log(batch.getAttemptId()).take(event, switches.losesBatch());
        if (switches.acknowledgesLogs()) {
            acknowledge(batch.getAttemptId());
        }
    }

    private void result(AttemptResult result) {
        if (result.getFinalLogSeq() > leases.log(result.getAttemptId()).storedSeq()) {
            acknowledge(result.getAttemptId());
        } else if (switches.acknowledgesResults()) {
            acknowledgeResult(result.getAttemptId());
        }
    }

    /** Says that the result is stored. */
    public void acknowledgeResult(String attemptId) {
        leases.lost(attemptId);
        send(ConnectResponse.newBuilder().setResultAck(ResultAck.newBuilder().setAttemptId(attemptId)));
    }

    @Override
    public void onError(Throwable failure) {
        gone("broken off: " + Status.fromThrowable(failure).getCode());
    }

    @Override
    public synchronized void onCompleted() {
        if (open) {
            responses.onCompleted();
        }
        gone("closed by the agent");
    }

    private synchronized void gone(String how) {
        if (open) {
            open = false;
            transcript.add(number, What.END, how);
        }
    }

    /** The wire form. */
    public static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }
}
