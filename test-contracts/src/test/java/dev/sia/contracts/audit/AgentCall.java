package dev.sia.contracts.audit;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.contracts.ScriptedAgent;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream of an agent on a connection of its own, which may break at any time. */
final class AgentCall implements AutoCloseable {
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ManagedChannel channel;
    private volatile @Nullable ClientCallStreamObserver<ConnectRequest> call;

    /** What comes from the server. */
    sealed interface Heard {
        record Frame(ConnectResponse frame) implements Heard {}

        record Ended(Status status) implements Heard {}
    }

    /** @param target {@code host:port} of a node */
    AgentCall(String target, String credential) {
        channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
        AgentServiceGrpc.newStub(channel)
                .withInterceptors(ScriptedAgent.bearer(credential))
                .connect(new Ear());
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
            } else {
                heard.add(new Heard.Frame(frame));
            }
        }

        @Override
        public void onError(Throwable thrown) {
            heard.add(new Heard.Ended(Status.fromThrowable(thrown)));
        }

        @Override
        public void onCompleted() {
            heard.add(new Heard.Ended(Status.OK));
        }
    }

    /** Says something, if somebody may still hear it. */
    synchronized void send(ConnectRequest frame) {
        try {
            Objects.requireNonNull(call).onNext(frame);
        } catch (IllegalStateException over) {
            // Its end is heard next.
        }
    }

    /** Whether the stream takes more without piling it up. */
    boolean isReady() {
        return Objects.requireNonNull(call).isReady();
    }

    /** Empty when nothing comes in time. */
    Optional<Heard> poll(Duration time) {
        try {
            return Optional.ofNullable(heard.poll(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Vanishes. */
    @Override
    public void close() {
        Objects.requireNonNull(call).cancel("gone", null);
        channel.shutdownNow();
    }
}
