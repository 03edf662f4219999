package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.server.attempt.AttemptId;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final AttemptId ATTEMPT = new AttemptId(UUID.randomUUID());
    private static final ConnectResponse FIRST = ConnectResponse.newBuilder()
            .setAttached(dev.sia.api.agent.v1.Attached.newBuilder().setSessionEpoch(1))
            .build();

    private final FakeCall call = new FakeCall();
    private final FrameWriter writer = new FrameWriter(call);
    private final AtomicInteger ticks = new AtomicInteger();
    private @Nullable Thread thread;

    @AfterEach
    void close() throws InterruptedException {
        writer.close(Status.OK);
        if (thread != null) {
            thread.join();
        }
    }

    private void run(Duration interval) {
        run(interval, ticks::incrementAndGet);
    }

    private void run(Duration interval, Runnable tick) {
        thread = Thread.ofVirtual().start(() -> {
            try {
                writer.run(interval, tick);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
    }

    private static ConnectResponse logAck(long seq) {
        return AgentProto.logAck(ATTEMPT, seq);
    }

    @Test
    void sendsTheFirstFrameBeforeWhatWasQueuedEarlier() {
        run(LONG);
        writer.send(logAck(1));
        ConnectResponse offer = AgentProto.cancel(ATTEMPT, "why");

        writer.open(FIRST, List.of(offer));

        await().until(() -> call.sent.size() == 3);
        assertThat(call.sent).containsExactly(FIRST, logAck(1), offer);
    }

    @Test
    void keepsOnlyTheLatestAcknowledgementWhileTheAgentDoesNotRead() {
        call.ready = false;
        run(LONG);
        writer.open(FIRST, List.of());
        for (int seq = 1; seq <= 10_000; seq++) {
            assertThat(writer.send(logAck(seq))).isTrue();
        }
        ConnectResponse other = AgentProto.logAck(new AttemptId(UUID.randomUUID()), 5);
        writer.send(other);

        call.becomeReady();

        await().until(() -> call.sent.size() == 3);
        assertThat(call.sent).containsExactly(FIRST, logAck(10_000), other);
    }

    @Test
    void refusesMoreThanItsBoundUntilTheAgentReads() {
        call.ready = false;
        run(LONG);
        int queued = 0;
        while (writer.send(AgentProto.resultAck(new AttemptId(UUID.randomUUID())))) {
            queued++;
        }
        assertThat(queued).isEqualTo(256);
        assertThat(call.sent).isEmpty();
    }

    @Test
    void sendsWhatItCanBeforeItEnds() {
        writer.send(AgentProto.resultAck(ATTEMPT));
        writer.open(FIRST, List.of());
        writer.close(Status.ABORTED);
        writer.close(Status.OK);
        run(LONG);

        await().until(() -> call.end != null);
        assertThat(call.sent).containsExactly(FIRST, AgentProto.resultAck(ATTEMPT));
        assertThat(call.end).isEqualTo(Status.Code.ABORTED);
        assertThat(writer.send(logAck(1))).isFalse();
    }

    @Test
    void endsAlsoWhenTheAgentDoesNotRead() {
        call.ready = false;
        run(LONG);
        writer.open(FIRST, List.of());
        writer.close(Status.UNAVAILABLE);

        await().until(() -> call.end == Status.Code.UNAVAILABLE);
        assertThat(call.sent).isEmpty();
    }

    @Test
    void ticksAlsoWhenTheAgentDoesNotRead() {
        call.ready = false;
        run(Duration.ofMillis(20));
        writer.open(FIRST, List.of());

        await().until(() -> ticks.get() >= 3);
    }

    /** Or an agent would count as silent for all the intervals in which the node itself stood still. */
    @Test
    void ticksThatAPauseHeldUpAreNotMadeUpFor() {
        Duration interval = Duration.ofMillis(200);
        List<Long> endedAt = new CopyOnWriteArrayList<>();
        List<Long> begunAt = new CopyOnWriteArrayList<>();
        run(interval, () -> {
            begunAt.add(System.nanoTime());
            if (endedAt.isEmpty()) {
                LockSupport.parkNanos(interval.multipliedBy(4).toNanos());
            }
            endedAt.add(System.nanoTime());
        });

        await().until(() -> begunAt.size() >= 3);
        for (int tick = 0; tick < 2; tick++) {
            assertThat(begunAt.get(tick + 1) - endedAt.get(tick)).isGreaterThanOrEqualTo(interval.toNanos());
        }
    }

    /** A call whose other side reads when the test says so. */
    private static final class FakeCall extends ServerCallStreamObserver<ConnectResponse> {
        final List<ConnectResponse> sent = new CopyOnWriteArrayList<>();
        volatile boolean ready = true;
        volatile Status.@Nullable Code end;
        private @Nullable Runnable onReady;

        void becomeReady() {
            ready = true;
            if (onReady != null) {
                onReady.run();
            }
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void onNext(ConnectResponse frame) {
            sent.add(frame);
        }

        @Override
        public void onError(Throwable thrown) {
            end = Status.fromThrowable(thrown).getCode();
        }

        @Override
        public void onCompleted() {
            end = Status.Code.OK;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }
}
