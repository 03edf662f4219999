package dev.sia.contracts.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConfirmCredentialResponse;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialResponse;
import dev.sia.contracts.pact.Comparison;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Plays the server's part of the pact to an agent. What it says are the pact's own messages; only numbers that depend on what
 * the agent said, and the place of the repository, are put in.
 */
final class PactAgentServer extends AgentServiceGrpc.AgentServiceImplBase implements AutoCloseable {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

    private final AgentPact pact;
    private final Server server;
    private final List<ConnectRequest> heard = new CopyOnWriteArrayList<>();
    private volatile @Nullable StreamObserver<ConnectResponse> stream;
    private volatile long lastSeq;
    private volatile boolean losesABatch;
    private volatile boolean confirmed;

    PactAgentServer(AgentPact pact) throws IOException {
        this.pact = pact;
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(this)
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> responses) {
        pact.said(AgentInteractions.ENROL, print(request));
        responses.onNext(
                pact.answer(AgentInteractions.ENROL, EnrolResponse.newBuilder()).build());
        responses.onCompleted();
    }

    @Override
    public void rotateCredential(RotateCredentialRequest request, StreamObserver<RotateCredentialResponse> responses) {
        pact.said(AgentInteractions.ROTATE, print(request));
        responses.onNext(pact.answer(AgentInteractions.ROTATE, RotateCredentialResponse.newBuilder())
                .build());
        responses.onCompleted();
    }

    @Override
    public void confirmCredential(
            ConfirmCredentialRequest request, StreamObserver<ConfirmCredentialResponse> responses) {
        pact.said(AgentInteractions.CONFIRM, print(request));
        responses.onNext(pact.answer(AgentInteractions.CONFIRM, ConfirmCredentialResponse.newBuilder())
                .build());
        confirmed = true;
        responses.onCompleted();
    }

    /** Whether the agent has used a new credential. */
    boolean confirmed() {
        return confirmed;
    }

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
        stream = responses;
        return new StreamObserver<>() {
            @Override
            public void onNext(ConnectRequest frame) {
                hear(frame);
            }

            @Override
            public void onError(Throwable gone) {
                // The agent left.
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }

    /** What the test says comes after the answer to what it has seen the agent say. */
    private synchronized void hear(ConnectRequest frame) {
        heard.add(frame);
        switch (frame.getFrameCase()) {
            case ATTACH -> attach(frame);
            case LOG_BATCH -> log(frame);
            case ATTEMPT_RESULT -> say(AgentInteractions.SUCCEEDED, UnaryOperator.identity());
            case HEARTBEAT -> pact.said(AgentInteractions.AGENT_HEARTBEAT, print(frame));
            default -> {
                // The test looks at what was heard.
            }
        }
    }

    /** Keeps to the protocol: what leaves a hole is not stored, and the last acknowledgement is repeated. */
    private void log(ConnectRequest frame) {
        boolean hole = losesABatch || frame.getLogBatch().getFirstSeq() > lastSeq + 1;
        losesABatch = false;
        if (!hole) {
            lastSeq = Math.max(
                    lastSeq,
                    frame.getLogBatch().getFirstSeq() + frame.getLogBatch().getLinesCount() - 1);
        }
        String interaction = hole ? AgentInteractions.LOG_HOLE : AgentInteractions.LOG;
        pact.said(interaction, print(frame));
        say(interaction, answer -> {
            answer.getLogAckBuilder().setAckedSeq(lastSeq);
            return answer;
        });
    }

    private void attach(ConnectRequest frame) {
        boolean again = frame.getAttach().getHeldAttemptsCount() > 0;
        String interaction = again ? AgentInteractions.ATTACH_AGAIN : AgentInteractions.ATTACH;
        pact.said(interaction, print(frame));
        say(interaction, answer -> {
            answer.getAttachedBuilder()
                    .getVerdictsBuilderList()
                    .forEach((HeldAttemptVerdict.Builder verdict) -> verdict.setAckedLogSeq(lastSeq));
            return answer;
        });
    }

    /** Says what an interaction has as the server's message. */
    synchronized void say(String interaction, UnaryOperator<ConnectResponse.Builder> change) {
        StreamObserver<ConnectResponse> current = stream;
        if (current == null) {
            throw new IllegalStateException("Nobody is there");
        }
        current.onNext(change.apply(pact.answer(interaction, ConnectResponse.newBuilder()))
                .build());
    }

    /** The next batch of lines is not stored. */
    void loseABatch() {
        losesABatch = true;
    }

    /** Breaks the stream. */
    synchronized void drop() {
        StreamObserver<ConnectResponse> current = stream;
        if (current != null) {
            current.onError(Status.UNAVAILABLE.asRuntimeException());
        }
    }

    /** Waits until the agent has said what an interaction has as its message. */
    void expect(String interaction) {
        Awaitility.await(interaction)
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> heard.stream()
                        .map(PactAgentServer::print)
                        .anyMatch(json -> Comparison.difference(pact.request(interaction), json)
                                .isEmpty()));
        pact.done(interaction);
    }

    /** Everything that the agent said in streams. */
    List<ConnectRequest> heard() {
        return heard;
    }

    private static String print(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(5, TimeUnit.SECONDS);
    }
}
