package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.ChildNode;
import dev.sia.contracts.node.Cluster;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent sends its log as fast as gRPC goes and waits for no acknowledgement: it is slowed down, and nobody else suffers. */
class LogFloodIT {
    @RegisterExtension
    final Cluster cluster = new Cluster();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LINES = 1_000;
    private static final String TEXT = "x".repeat(250);
    private static final long BATCH_BYTES = LINES * 250L;
    /** Of text; what the server keeps at most is a fraction of it. */
    private static final long FLOOD_BYTES = 48L << 20;
    /** The window of HTTP/2, what gRPC buffers before it says that it is not ready, and a few batches that are being stored. */
    private static final long MOST_ON_THE_WAY = 4L << 20;
    /** Half of the heap that it may have. */
    private static final long MOST_GROWTH = 128L << 20;

    /** Sends whenever the stream says that it is ready. */
    private static final class Flooder implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong acked = new AtomicLong();
        private final AtomicLong mostOnTheWay = new AtomicLong();
        private final AtomicLong waits = new AtomicLong();
        private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        private volatile @Nullable Offer offer;
        private @Nullable ClientCallStreamObserver<ConnectRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<ConnectRequest> stream) {
            call = stream;
            stream.setOnReadyHandler(this::flood);
        }

        private ClientCallStreamObserver<ConnectRequest> call() {
            return Objects.requireNonNull(call);
        }

        /** Runs on the call's own thread, as all of this does. */
        private void flood() {
            Offer known = offer;
            if (known == null) {
                return;
            }
            while (call().isReady() && sent.get() * TEXT.length() < FLOOD_BYTES) {
                call().onNext(ConnectRequest.newBuilder()
                        .setLogBatch(batch(known, sent.get() + 1))
                        .build());
                sent.addAndGet(LINES);
                mostOnTheWay.accumulateAndGet((sent.get() - acked.get()) * TEXT.length(), Math::max);
            }
            waits.incrementAndGet();
        }

        private static LogBatch batch(Offer offer, long first) {
            LogLine line = LogLine.newBuilder()
                    .setAt(Timestamp.newBuilder().setSeconds(1))
                    .setStream(LogStream.LOG_STREAM_STDOUT)
                    .setStep(Step.STEP_GENERATE)
                    .setText(TEXT)
                    .build();
            return LogBatch.newBuilder()
                    .setAttemptId(offer.getAttemptId())
                    .setLease(offer.getLease())
                    .setFirstSeq(first)
                    .addAllLines(Collections.nCopies(LINES, line))
                    .build();
        }

        @Override
        public void onNext(ConnectResponse frame) {
            switch (frame.getFrameCase()) {
                case OFFER -> {
                    offer = frame.getOffer();
                    call().onNext(ConnectRequest.newBuilder()
                            .setAcceptOffer(AcceptOffer.newBuilder()
                                    .setAttemptId(frame.getOffer().getAttemptId())
                                    .setLease(frame.getOffer().getLease()))
                            .build());
                    flood();
                }
                case LOG_ACK -> acked.set(frame.getLogAck().getAckedSeq());
                case HEARTBEAT ->
                    call().onNext(ConnectRequest.newBuilder()
                            .setHeartbeat(Heartbeat.getDefaultInstance())
                            .build());
                case ATTACHED, RESULT_ACK, CANCEL, LEASE_LOST, DRAIN, HINT, GO_AWAY, FRAME_NOT_SET -> {}
            }
        }

        @Override
        public void onError(Throwable thrown) {
            end.set(thrown);
        }

        @Override
        public void onCompleted() {
            end.set(new AssertionError("The server ended the stream"));
        }

        private boolean isThrough() {
            return end.get() != null || acked.get() * TEXT.length() >= FLOOD_BYTES;
        }
    }

    @Test
    void floodIsSlowedDownAndOthersGoOn() {
        ChildNode node = cluster.child("node");
        Tenant tenant = cluster.tenant(node);
        tenant.job();
        Flooder flooder = new Flooder();
        AgentServiceGrpc.newStub(tenant.channel())
                .withInterceptors(ScriptedAgent.bearer(tenant.enrol("flooder").getCredential()))
                .connect(flooder);
        flooder.call()
                .onNext(ConnectRequest.newBuilder()
                        .setAttach(Attach.newBuilder()
                                .setProtocolMajor(1)
                                .setAgentVersion("0.1.0")
                                .addLabels("linux")
                                .setCapacity(1))
                        .build());
        await().atMost(PATIENCE).until(() -> flooder.acked.get() > 0);
        long before = node.residentBytes();

        Tenant other = cluster.tenant(node);
        other.job();
        ScriptedAgent quiet = other.agent(1);
        Offer offer = quiet.accept();
        AtomicLong most = new AtomicLong();
        AtomicLong lines = new AtomicLong();
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            // Fails by itself when no acknowledgement comes in time.
            quiet.log(offer, (int) lines.incrementAndGet(), (int) lines.get());
            most.accumulateAndGet(node.residentBytes(), Math::max);
            return flooder.isThrough();
        });

        assertThat(flooder.end.get()).isNull();
        assertThat(lines.get()).as("lines of the other agent during the flood").isGreaterThan(10);
        assertThat(flooder.mostOnTheWay.get())
                .as("bytes that the flooder had on their way")
                .isBetween(BATCH_BYTES, MOST_ON_THE_WAY);
        assertThat(flooder.waits.get())
                .as("how often the flooder had to wait")
                .isGreaterThan(FLOOD_BYTES / MOST_ON_THE_WAY);
        assertThat(most.get() - before).as("growth of the server in bytes").isLessThan(MOST_GROWTH);
        System.out.printf(
                "flood: %d MB, at most %d KB on the way, %d waits, server grew by %d MB, other agent wrote %d lines%n",
                FLOOD_BYTES >> 20,
                flooder.mostOnTheWay.get() >> 10,
                flooder.waits.get(),
                (most.get() - before) >> 20,
                lines.get());
    }
}
