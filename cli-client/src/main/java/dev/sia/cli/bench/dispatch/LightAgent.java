package dev.sia.cli.bench.dispatch;

import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.cli.agent.session.Authorization;
import dev.sia.cli.agent.session.Backoff;
import dev.sia.cli.agent.session.Secret;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An agent that has no processes and no threads: it takes every offer and reports success at once. When its session ends
 * it comes back by the same rule as the reference agent. All its calls come one at a time.
 */
final class LightAgent {
    private static final Duration GOOD_SESSION = Duration.ofSeconds(10);
    private static final ConnectRequest HEARTBEAT = ConnectRequest.newBuilder()
            .setHeartbeat(Heartbeat.getDefaultInstance())
            .build();
    private static final ConnectRequest ATTACH = ConnectRequest.newBuilder()
            .setAttach(Attach.newBuilder()
                    .setProtocolMajor(1)
                    .setAgentVersion("bench")
                    .setCapacity(1))
            .build();

    private final ManagedChannel channel;
    private final AgentServiceGrpc.AgentServiceStub stub;
    private final Listener listener;
    private final ScheduledExecutorService later;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private volatile boolean closed;
    private volatile @Nullable ClientCallStreamObserver<ConnectRequest> call;

    LightAgent(ManagedChannel channel, Secret credential, Listener listener, ScheduledExecutorService later) {
        this.channel = channel;
        this.stub = AgentServiceGrpc.newStub(channel).withInterceptors(Authorization.bearer(credential));
        this.listener = listener;
        this.later = later;
    }

    /** Hears what agents do; called from the threads of the network. */
    interface Listener {
        /** A session began. */
        void attached();

        /** It ended. */
        void lost();

        /** An offer came, perhaps again. */
        void offered(Offer offer, long nanos);

        /** A result is stored. */
        void stored(String attemptId);
    }

    /** Opens a session; the listener hears of its begin. */
    void connect() {
        if (!closed) {
            // What counts is how soon the agent wants to come back, not how long the channel would rest.
            channel.resetConnectBackoff();
            stub.connect(new Session());
        }
    }

    /** Leaves, as a process that is killed does. */
    void close() {
        closed = true;
        ClientCallStreamObserver<ConnectRequest> current = call;
        if (current != null) {
            current.cancel("the measurement is over", null);
        }
    }

    private final class Session implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
        private @Nullable ClientCallStreamObserver<ConnectRequest> requests;
        private long attachedAt;
        private boolean attached;
        private @Nullable GoAway goAway;

        @Override
        public void beforeStart(ClientCallStreamObserver<ConnectRequest> stream) {
            requests = stream;
            call = stream;
            stream.setOnReadyHandler(this::attachOnce);
        }

        private void attachOnce() {
            if (attachedAt == 0) {
                attachedAt = System.nanoTime();
                send(ATTACH);
            }
        }

        private void send(ConnectRequest frame) {
            ClientCallStreamObserver<ConnectRequest> stream = requests;
            if (stream != null) {
                stream.onNext(frame);
            }
        }

        @Override
        public void onNext(ConnectResponse frame) {
            switch (frame.getFrameCase()) {
                case OFFER -> finish(frame.getOffer());
                case RESULT_ACK -> listener.stored(frame.getResultAck().getAttemptId());
                case HEARTBEAT -> send(HEARTBEAT);
                case GO_AWAY -> goAway = frame.getGoAway();
                case ATTACHED -> {
                    attached = true;
                    attachedAt = System.nanoTime();
                    listener.attached();
                }
                default -> {
                    // Nothing else concerns an agent that finishes at once.
                }
            }
        }

        private void finish(Offer offer) {
            listener.offered(offer, System.nanoTime());
            send(ConnectRequest.newBuilder()
                    .setAcceptOffer(AcceptOffer.newBuilder()
                            .setAttemptId(offer.getAttemptId())
                            .setLease(offer.getLease()))
                    .build());
            send(ConnectRequest.newBuilder()
                    .setAttemptResult(AttemptResult.newBuilder()
                            .setAttemptId(offer.getAttemptId())
                            .setLease(offer.getLease())
                            .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                            .setPublication(Publication.newBuilder()
                                    .setBranch(offer.getJob().getWorkBranch())
                                    .setCommit("4b825dc642cb6eb9a060e54bf8d69288fbee4904")))
                    .build());
        }

        @Override
        public void onError(Throwable failure) {
            ended();
        }

        @Override
        public void onCompleted() {
            ended();
        }

        /** Within the bounds of the server that went, else as after any failure. */
        private long pause() {
            GoAway bounds = goAway;
            if (bounds == null) {
                return backoff.next().toMillis();
            }
            long least = millis(bounds.getReconnectAfter());
            return RandomGenerator.getDefault()
                    .nextLong(least, Math.max(least + 1, millis(bounds.getReconnectWithin())));
        }

        private static long millis(com.google.protobuf.Duration duration) {
            return TimeUnit.SECONDS.toMillis(duration.getSeconds())
                    + TimeUnit.NANOSECONDS.toMillis(duration.getNanos());
        }

        private void ended() {
            if (attached) {
                listener.lost();
                if (System.nanoTime() - attachedAt > GOOD_SESSION.toNanos()) {
                    backoff.reset();
                }
            }
            if (!closed) {
                var unused = later.schedule(LightAgent.this::connect, pause(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
