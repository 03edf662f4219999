package dev.sia.contracts;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.util.Timestamps;
import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.ConnectResponse.FrameCase;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One stream of an agent that says what a test tells it to. Heartbeats are answered; a test hears of them only if it asks to. */
public final class ScriptedAgent implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<ConnectResponse> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final AtomicBoolean hearsHeartbeats = new AtomicBoolean();
    private @Nullable ClientCallStreamObserver<ConnectRequest> call;

    ScriptedAgent(Channel channel, String credential) {
        // Opening the call sets the field before it returns.
        AgentServiceGrpc.newStub(channel).withInterceptors(bearer(credential)).connect(new Ear());
    }

    /** Shows a token with every call. */
    public static ClientInterceptor bearer(String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private final class Ear implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<ConnectRequest> stream) {
            call = stream;
        }

        @Override
        public void onNext(ConnectResponse frame) {
            if (frame.hasHeartbeat()) {
                send(ConnectRequest.newBuilder()
                        .setHeartbeat(Heartbeat.getDefaultInstance())
                        .build());
            }
            if (!frame.hasHeartbeat() || hearsHeartbeats.get()) {
                heard.add(frame);
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

    /** From now on {@link #next} gives heartbeats too. */
    public void hearHeartbeats() {
        hearsHeartbeats.set(true);
    }

    /** Says something. */
    public synchronized void send(ConnectRequest frame) {
        Objects.requireNonNull(call).onNext(frame);
    }

    /** The next frame of the server. */
    public ConnectResponse next() {
        try {
            ConnectResponse frame = heard.poll(PATIENCE_SECONDS, SECONDS);
            if (frame == null) {
                throw new AssertionError("Nothing was heard" + (ended.isDone() ? "; ended with " + ended.join() : ""));
            }
            return frame;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Makes sure that the server says nothing for a while. */
    public void hearsNothing(Duration time) {
        try {
            ConnectResponse frame = heard.poll(time.toMillis(), MILLISECONDS);
            if (frame != null) {
                throw new AssertionError("Heard " + frame);
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The next frame, which is of this kind. */
    public ConnectResponse next(FrameCase kind) {
        ConnectResponse frame = next();
        if (frame.getFrameCase() != kind) {
            throw new AssertionError("Not " + kind + ": " + frame);
        }
        return frame;
    }

    /** Says what it is and what it holds, and hears the terms. */
    public Attached attach(int capacity, HeldAttempt... held) {
        send(ConnectRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setProtocolMajor(1)
                        .setAgentVersion("0.1.0")
                        .addLabels("linux")
                        .setCapacity(capacity)
                        .addAllHeldAttempts(List.of(held)))
                .build());
        return next(FrameCase.ATTACHED).getAttached();
    }

    /** The offer that comes next. */
    public Offer offer() {
        return next(FrameCase.OFFER).getOffer();
    }

    /** Takes the offer that comes next. */
    public Offer accept() {
        Offer offer = offer();
        accept(offer);
        return offer;
    }

    /** Takes an offer. */
    public void accept(Offer offer) {
        send(ConnectRequest.newBuilder()
                .setAcceptOffer(AcceptOffer.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease()))
                .build());
    }

    /** Reports a step. */
    public void step(Offer offer, Step step, StepState state) {
        send(ConnectRequest.newBuilder()
                .setStepReport(StepReport.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease())
                        .setStep(step)
                        .setState(state)
                        .setAt(Timestamps.now()))
                .build());
    }

    /** Writes lines {@code line 1} and so on, and waits until they are stored. */
    public void log(Offer offer, int first, int last) {
        send(ConnectRequest.newBuilder().setLogBatch(batch(offer, first, last)).build());
        long acked = next(FrameCase.LOG_ACK).getLogAck().getAckedSeq();
        if (acked < last) {
            throw new AssertionError("Acknowledged only " + acked);
        }
    }

    /** A batch of such lines. */
    public static LogBatch batch(Offer offer, int first, int last) {
        return LogBatch.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setFirstSeq(first)
                .addAllLines(IntStream.rangeClosed(first, last)
                        .mapToObj(number -> LogLine.newBuilder()
                                .setAt(Timestamps.now())
                                .setStream(LogStream.LOG_STREAM_STDOUT)
                                .setStep(Step.STEP_GENERATE)
                                .setText("line " + number)
                                .build())
                        .toList())
                .build();
    }

    /** Reports success, and waits until that is stored. */
    public void succeed(Offer offer, int finalLogSeq) {
        result(result(offer, Outcome.OUTCOME_SUCCEEDED, finalLogSeq)
                .setPublication(Publication.newBuilder()
                        .setBranch(offer.getJob().getWorkBranch())
                        .setCommit("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
                        .setPullRequestUrl("https://git.example.com/acme/exporter/pulls/7")
                        .setFilesChanged(2)
                        .setInsertions(40)
                        .setDeletions(3)));
    }

    /** Reports that the checks failed, and waits until that is stored. */
    public void fail(Offer offer, int finalLogSeq) {
        result(result(offer, Outcome.OUTCOME_FAILED, finalLogSeq)
                .setFailureClass(FailureClass.FAILURE_CLASS_VERIFICATION)
                .setFailedStep(Step.STEP_VERIFY)
                .setFailureMessage("The verify command ended with exit code 1."));
    }

    private static AttemptResult.Builder result(Offer offer, Outcome outcome, int finalLogSeq) {
        return AttemptResult.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setOutcome(outcome)
                .setFinalLogSeq(finalLogSeq);
    }

    private void result(AttemptResult.Builder result) {
        send(ConnectRequest.newBuilder().setAttemptResult(result).build());
        next(FrameCase.RESULT_ACK);
    }

    /** An attempt in the inventory of a returning agent. */
    public static HeldAttempt held(Offer offer, long ackedSeq) {
        return HeldAttempt.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setAckedLogSeq(ackedSeq)
                .build();
    }

    /** Whether the server has not ended the stream. */
    public boolean isOpen() {
        return !ended.isDone();
    }

    /** How the stream ended. */
    public Status ended() {
        return ended.orTimeout(PATIENCE_SECONDS, SECONDS).join();
    }

    /** Vanishes. */
    @Override
    public void close() {
        Objects.requireNonNull(call).cancel("gone", null);
    }
}
