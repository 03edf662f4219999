package dev.sia.cli.agent;

import com.google.protobuf.Duration;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConfirmCredentialResponse;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.LogAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLimits;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.ResultAck;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialResponse;
import dev.sia.support.FreePort;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server on a real port that keeps to the protocol (stores logs in order, acknowledges, sends heartbeats) and lets a test
 * decide everything else.
 */
final class FakeServer extends AgentServiceGrpc.AgentServiceImplBase implements AutoCloseable {
    static final String TOKEN = "sia_en_good";
    static final String CREDENTIAL = "sia_ag_good";
    static final String AGENT_ID = "0198f0c4-7d1e-7a52-9c3b-000000000001";
    private static final Context.Key<String> AUTHORIZATION = Context.key("authorization");

    final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final Map<String, List<LogLine>> stored = new ConcurrentHashMap<>();
    final List<ConnectRequest> received = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();
    private final int port = FreePort.find();
    private Server server;
    volatile boolean acknowledgeLogs = true;
    volatile boolean acknowledgeResults = true;
    volatile boolean sendHeartbeats = true;
    volatile int dropBatches;
    volatile HeldAttemptAction verdict = HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE;
    volatile long heartbeatMillis = 2_000;
    volatile long graceMillis = 60_000;
    volatile int maxLineBytes = 200;
    volatile @Nullable Status refusal;
    volatile @Nullable Status rotationRefusal;
    final AtomicInteger rotations = new AtomicInteger();
    volatile String present = CREDENTIAL;
    private volatile String next = CREDENTIAL;

    FakeServer() throws IOException {
        server = start(port);
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    /** Dies without a word to anyone and loses nothing that it has stored. */
    void kill() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(5, TimeUnit.SECONDS);
    }

    void restart() throws IOException {
        server = start(port);
    }

    private Server start(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(this)
                .intercept(new AuthorizationReader())
                .build()
                .start();
    }

    Session session() {
        return sessions.getLast();
    }

    List<LogLine> log(String attemptId) {
        synchronized (stored) {
            return List.copyOf(stored(attemptId));
        }
    }

    List<String> texts(String attemptId) {
        return log(attemptId).stream().map(LogLine::getText).toList();
    }

    <T> List<T> frames(Predicate<ConnectRequest> is, Function<ConnectRequest, T> as) {
        return received.stream().filter(is).map(as).toList();
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> responses) {
        if (!("Bearer " + TOKEN).equals(AUTHORIZATION.get())) {
            responses.onError(Status.UNAUTHENTICATED
                    .withDescription("The enrolment token is not known.")
                    .asRuntimeException());
            return;
        }
        responses.onNext(EnrolResponse.newBuilder()
                .setAgentId(AGENT_ID)
                .setOrganizationId("0198f0c4-7d1e-7a52-9c3b-000000000002")
                .setCredential(CREDENTIAL)
                .build());
        responses.onCompleted();
    }

    @Override
    public void rotateCredential(RotateCredentialRequest request, StreamObserver<RotateCredentialResponse> responses) {
        Status broken = rotationRefusal;
        if (broken != null || !isGood()) {
            responses.onError((broken == null ? Status.UNAUTHENTICATED : broken).asRuntimeException());
            return;
        }
        next = CREDENTIAL + "_" + rotations.incrementAndGet();
        responses.onNext(
                RotateCredentialResponse.newBuilder().setCredential(next).build());
        responses.onCompleted();
    }

    @Override
    public void confirmCredential(
            ConfirmCredentialRequest request, StreamObserver<ConfirmCredentialResponse> responses) {
        if (isGood()) {
            responses.onNext(ConfirmCredentialResponse.getDefaultInstance());
            responses.onCompleted();
        } else {
            responses.onError(Status.UNAUTHENTICATED.asRuntimeException());
        }
    }

    /** A new credential takes the place of the one before when it is used. */
    private synchronized boolean isGood() {
        if (("Bearer " + next).equals(AUTHORIZATION.get())) {
            present = next;
        }
        return ("Bearer " + present).equals(AUTHORIZATION.get());
    }

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
        Session session = new Session(responses);
        if (!isGood()) {
            responses.onError(Status.UNAUTHENTICATED
                    .withDescription("The credential is not known.")
                    .asRuntimeException());
        }
        return session;
    }

    @Override
    public void close() throws InterruptedException {
        heartbeats.shutdownNow();
        kill();
    }

    /** One stream, seen from the server. */
    final class Session implements StreamObserver<ConnectRequest> {
        private final StreamObserver<ConnectResponse> responses;
        final List<ConnectRequest> frames = new CopyOnWriteArrayList<>();
        volatile boolean open = true;

        Session(StreamObserver<ConnectResponse> responses) {
            this.responses = responses;
        }

        synchronized void send(ConnectResponse.Builder response) {
            if (open) {
                responses.onNext(response.build());
            }
        }

        synchronized void fail(Status status) {
            open = false;
            responses.onError(status.asRuntimeException());
        }

        @Override
        public void onNext(ConnectRequest request) {
            // As it was when the frame came: a test that sees the frame may change its mind.
            boolean acknowledge = acknowledgeResults;
            frames.add(request);
            received.add(request);
            switch (request.getFrameCase()) {
                case ATTACH -> attached(request);
                case LOG_BATCH -> store(request.getLogBatch());
                case ATTEMPT_RESULT -> {
                    if (acknowledge) {
                        send(ConnectResponse.newBuilder()
                                .setResultAck(ResultAck.newBuilder()
                                        .setAttemptId(request.getAttemptResult().getAttemptId())));
                    }
                }
                default -> {
                    // Only recorded.
                }
            }
        }

        private void attached(ConnectRequest request) {
            Status refused = refusal;
            if (refused != null) {
                fail(refused);
                return;
            }
            Attached.Builder attached = Attached.newBuilder()
                    .setAgentId(AGENT_ID)
                    .setSessionEpoch(sessions.size() + 1L)
                    .setServerVersion("fake")
                    .setHeartbeatInterval(millis(heartbeatMillis))
                    .setGrace(millis(graceMillis))
                    .setLogLimits(LogLimits.newBuilder()
                            .setMaxBatchLines(100)
                            .setMaxBatchBytes(10_000)
                            .setMaxLineBytes(maxLineBytes));
            request.getAttach()
                    .getHeldAttemptsList()
                    .forEach(held -> attached.addVerdicts(HeldAttemptVerdict.newBuilder()
                            .setAttemptId(held.getAttemptId())
                            .setAction(verdict)
                            .setAckedLogSeq(stored(held.getAttemptId()).size())));
            send(ConnectResponse.newBuilder().setAttached(attached));
            sessions.add(this);
            var _ = heartbeats.scheduleWithFixedDelay(
                    this::beat, heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
        }

        private void beat() {
            if (sendHeartbeats) {
                send(ConnectResponse.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
            }
        }

        private void store(LogBatch batch) {
            List<LogLine> log = stored(batch.getAttemptId());
            synchronized (stored) {
                long known = log.size();
                if (dropBatches > 0) {
                    dropBatches--;
                } else if (batch.getFirstSeq() <= known + 1) {
                    int skip = (int) Math.min(batch.getLinesCount(), known + 1 - batch.getFirstSeq());
                    log.addAll(batch.getLinesList().subList(skip, batch.getLinesCount()));
                }
            }
            if (acknowledgeLogs) {
                acknowledge(batch.getAttemptId());
            }
        }

        void acknowledge(String attemptId) {
            send(ConnectResponse.newBuilder()
                    .setLogAck(LogAck.newBuilder()
                            .setAttemptId(attemptId)
                            .setAckedSeq(stored(attemptId).size())));
        }

        @Override
        public void onError(Throwable failure) {
            open = false;
        }

        @Override
        public synchronized void onCompleted() {
            if (open) {
                open = false;
                responses.onCompleted();
            }
        }
    }

    private List<LogLine> stored(String attemptId) {
        return stored.computeIfAbsent(attemptId, id -> new ArrayList<>());
    }

    static Duration millis(long millis) {
        return Duration.newBuilder()
                .setSeconds(millis / 1000)
                .setNanos((int) (millis % 1000) * 1_000_000)
                .build();
    }

    private static final class AuthorizationReader implements ServerInterceptor {
        private static final Metadata.Key<String> KEY =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            @Nullable String value = headers.get(KEY);
            Context context = Context.current().withValue(AUTHORIZATION, value == null ? "" : value);
            return Contexts.interceptCall(context, call, headers, next);
        }
    }
}
