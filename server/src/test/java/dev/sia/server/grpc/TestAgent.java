package dev.sia.server.grpc;

import com.google.protobuf.util.Timestamps;
import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.CancelAck;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.HeldAttempt;
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
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An agent without a coding tool: says what the test tells it to and keeps what it hears. */
final class TestAgent implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<ConnectResponse> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private @Nullable ClientCallStreamObserver<ConnectRequest> call;
    private final AtomicLong heartbeats = new AtomicLong();
    private volatile boolean answersHeartbeats = true;

    TestAgent(ManagedChannel channel, String credential) {
        // Opening the call sets the field before it returns.
        AgentServiceGrpc.newStub(channel)
                .withCallCredentials(new Bearer(credential))
                .connect(new Ear());
    }

    private final class Ear implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<ConnectRequest> stream) {
            call = stream;
        }

        @Override
        public void onNext(ConnectResponse frame) {
            if (!frame.hasHeartbeat()) {
                heard.add(frame);
                return;
            }
            heartbeats.incrementAndGet();
            if (answersHeartbeats) {
                heartbeat();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            ended.complete(Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            ended.complete(Status.OK);
        }
    }

    private ClientCallStreamObserver<ConnectRequest> call() {
        return Objects.requireNonNull(call);
    }

    void fallSilent() {
        answersHeartbeats = false;
    }

    /** Whether what was sent so far has left the agent. */
    boolean isReady() {
        return call().isReady();
    }

    synchronized void send(ConnectRequest frame) {
        call().onNext(frame);
    }

    /** The next frame that is no heartbeat. */
    ConnectResponse next() {
        try {
            ConnectResponse frame = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("Nothing was heard" + (ended.isDone() ? "; ended with " + ended.join() : ""));
            }
            return frame;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** How many heartbeats of the server came. */
    long heartbeats() {
        return heartbeats.get();
    }

    boolean hasHeardNothing() {
        return heard.isEmpty();
    }

    /** How the stream ended. */
    Status ended() {
        return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean isOpen() {
        return !ended.isDone();
    }

    static Attach.Builder attach(HeldAttempt... held) {
        return Attach.newBuilder()
                .setProtocolMajor(1)
                .setAgentVersion("0.1.0")
                .addLabels("linux")
                .setCapacity(2)
                .addAllHeldAttempts(List.of(held));
    }

    Attached attached(HeldAttempt... held) {
        return attached(attach(held));
    }

    Attached attached(Attach.Builder attach) {
        send(ConnectRequest.newBuilder().setAttach(attach).build());
        ConnectResponse first = next();
        if (!first.hasAttached()) {
            throw new AssertionError("The first frame was " + first);
        }
        return first.getAttached();
    }

    static HeldAttempt held(Offer offer, long ackedSeq) {
        return HeldAttempt.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setAckedLogSeq(ackedSeq)
                .build();
    }

    void heartbeat() {
        send(ConnectRequest.newBuilder()
                .setHeartbeat(Heartbeat.getDefaultInstance())
                .build());
    }

    void accept(Offer offer) {
        send(ConnectRequest.newBuilder()
                .setAcceptOffer(AcceptOffer.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease()))
                .build());
    }

    void reject(Offer offer, String reason) {
        send(ConnectRequest.newBuilder()
                .setRejectOffer(RejectOffer.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease())
                        .setReason(reason))
                .build());
    }

    void step(Offer offer, Step step, StepState state) {
        send(ConnectRequest.newBuilder()
                .setStepReport(StepReport.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease())
                        .setStep(step)
                        .setState(state)
                        .setAt(Timestamps.fromMillis(1_700_000_000_000L))
                        .setExitCode(0))
                .build());
    }

    static LogBatch.Builder batch(Offer offer, long firstSeq, String... texts) {
        LogBatch.Builder batch = LogBatch.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setFirstSeq(firstSeq);
        for (String text : texts) {
            batch.addLines(LogLine.newBuilder()
                    .setAt(Timestamps.fromMillis(1_700_000_000_000L))
                    .setStream(LogStream.LOG_STREAM_STDOUT)
                    .setStep(Step.STEP_GENERATE)
                    .setText(text));
        }
        return batch;
    }

    void log(LogBatch.Builder batch) {
        send(ConnectRequest.newBuilder().setLogBatch(batch).build());
    }

    /** Sends lines and returns the number that is acknowledged. */
    long logged(Offer offer, long firstSeq, String... texts) {
        log(batch(offer, firstSeq, texts));
        return nextLogAck();
    }

    long nextLogAck() {
        ConnectResponse answer = next();
        if (!answer.hasLogAck()) {
            throw new AssertionError("Not an acknowledgement: " + answer);
        }
        return answer.getLogAck().getAckedSeq();
    }

    private static AttemptResult.Builder result(Offer offer, Outcome outcome, long finalLogSeq) {
        return AttemptResult.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setOutcome(outcome)
                .setFinalLogSeq(finalLogSeq);
    }

    void result(AttemptResult.Builder result) {
        send(ConnectRequest.newBuilder().setAttemptResult(result).build());
    }

    void succeed(Offer offer, long finalLogSeq) {
        result(result(offer, Outcome.OUTCOME_SUCCEEDED, finalLogSeq)
                .setPublication(Publication.newBuilder()
                        .setBranch(offer.getJob().getWorkBranch())
                        .setCommit("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
                        .setFilesChanged(2)
                        .setInsertions(40)
                        .setDeletions(3)));
    }

    void fail(Offer offer, FailureClass failureClass, String message) {
        result(result(offer, Outcome.OUTCOME_FAILED, 0)
                .setFailureClass(failureClass)
                .setFailedStep(Step.STEP_VERIFY)
                .setFailureMessage(message));
    }

    void stopped(Offer offer) {
        result(result(offer, Outcome.OUTCOME_CANCELLED, 0));
    }

    void cancelAck(Offer offer) {
        send(ConnectRequest.newBuilder()
                .setCancelAck(CancelAck.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease()))
                .build());
    }

    /** Ends the stream in good order. */
    void leave() {
        call().onCompleted();
    }

    /** Vanishes. */
    @Override
    public void close() {
        call().cancel("gone", null);
    }
}
