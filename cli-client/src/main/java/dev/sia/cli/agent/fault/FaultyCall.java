package dev.sia.cli.agent.fault;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.cli.agent.fault.Faults.StreamDrop;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A session on which things go wrong. Whatever is sent is sent under its lock, so that timers do not cross with the agent. */
final class FaultyCall<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private static final int GAP_EVERY = 3;

    private final Faults faults;
    private final Predicate<ConnectRequest> isNew;
    private final Consumer<String> say;
    /**
     * An acknowledgement that is late and what follows it, lest the order change. While there is one the call is not ready, so
     * the agent adds little.
     */
    private final Queue<Q> held = new ArrayDeque<>();

    private final List<Thread> timers = new ArrayList<>();
    private boolean heard;
    private boolean over;
    private int frames;
    private int batches;

    /** @param isNew whether a report was not sent before, in this session or another */
    FaultyCall(ClientCall<Q, R> call, Faults faults, Predicate<ConnectRequest> isNew, Consumer<String> say) {
        super(call);
        this.faults = faults;
        this.isNew = isNew;
        this.say = say;
    }

    @Override
    public synchronized void start(Listener<R> listener, Metadata headers) {
        super.start(new Ear(listener), headers);
    }

    /** From the answer to Attach on, so that no network is too slow for the agent to get anywhere. */
    private synchronized void heard() {
        if (!heard && !over && faults.drop().orElse(null) instanceof StreamDrop.AfterTime(Duration time)) {
            after(time, () -> drop("after " + time.toSeconds() + " s"));
        }
        heard = true;
    }

    @Override
    public synchronized void sendMessage(Q message) {
        if (over || !(message instanceof ConnectRequest frame)) {
            return;
        }
        if (frame.hasHeartbeat()) {
            super.sendMessage(message);
        } else if (!held.isEmpty()) {
            held.add(message);
        } else if (faults.lateAck().isPresent() && isAcknowledgement(frame)) {
            Duration late = faults.lateAck().get();
            say.accept("Fault: " + kind(frame) + " waits for " + late.toSeconds() + " s");
            held.add(message);
            after(late, this::release);
        } else {
            transmit(message, frame);
        }
    }

    private static boolean isAcknowledgement(ConnectRequest frame) {
        return switch (frame.getFrameCase()) {
            case ACCEPT_OFFER, REJECT_OFFER, CANCEL_ACK, HINT_ACK -> true;
            case ATTACH, STEP_REPORT, LOG_BATCH, ATTEMPT_RESULT, HEARTBEAT, DRAIN, FRAME_NOT_SET -> false;
        };
    }

    private synchronized void release() {
        while (!held.isEmpty() && !over) {
            Q message = held.remove();
            if (message instanceof ConnectRequest frame) {
                transmit(message, frame);
            }
        }
    }

    private void transmit(Q message, ConnectRequest frame) {
        boolean lost = frame.hasLogBatch() && faults.gapLog() && ++batches % GAP_EVERY == 0;
        if (lost) {
            say.accept("Fault: a log batch that begins with line "
                    + frame.getLogBatch().getFirstSeq() + " gets lost");
        } else {
            super.sendMessage(message);
            if (frame.hasLogBatch() && faults.duplicateLog()) {
                super.sendMessage(message);
            }
        }
        if (faults.drop().orElse(null) instanceof StreamDrop.AfterFrames(int most)
                && saysSomethingNew(frame)
                && ++frames == most) {
            drop("after " + most + " frames");
        }
    }

    /** What every session begins with anew does not count, or an agent with much of it would get no further. */
    private boolean saysSomethingNew(ConnectRequest frame) {
        return switch (frame.getFrameCase()) {
            case ATTACH, HEARTBEAT, FRAME_NOT_SET -> false;
            case LOG_BATCH -> true;
            case ACCEPT_OFFER, REJECT_OFFER, STEP_REPORT, ATTEMPT_RESULT, CANCEL_ACK, HINT_ACK, DRAIN ->
                isNew.test(frame);
        };
    }

    private synchronized void drop(String when) {
        if (!over) {
            over = true;
            say.accept("Fault: the stream breaks " + when);
            super.cancel("The stream was broken on purpose (--fault " + Faults.DROP + ").", null);
        }
    }

    @Override
    public synchronized boolean isReady() {
        return held.isEmpty() && !over && super.isReady();
    }

    @Override
    public synchronized void halfClose() {
        release();
        if (!over) {
            super.halfClose();
        }
    }

    @Override
    public synchronized void cancel(@Nullable String message, @Nullable Throwable cause) {
        over = true;
        super.cancel(message, cause);
    }

    private synchronized void ended() {
        over = true;
        held.clear();
        timers.forEach(Thread::interrupt);
        timers.clear();
    }

    private void after(Duration time, Runnable action) {
        timers.removeIf(timer -> !timer.isAlive());
        timers.add(Thread.ofVirtual().name("sia-fault").start(() -> {
            try {
                Thread.sleep(time);
                action.run();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static String kind(ConnectRequest frame) {
        return switch (frame.getFrameCase()) {
            case ACCEPT_OFFER -> "the acceptance of an offer";
            case REJECT_OFFER -> "the rejection of an offer";
            case CANCEL_ACK -> "the acknowledgement of a cancellation";
            case HINT_ACK -> "the acknowledgement of a hint";
            case ATTACH, STEP_REPORT, LOG_BATCH, ATTEMPT_RESULT, HEARTBEAT, DRAIN, FRAME_NOT_SET -> "a frame";
        };
    }

    /** What the agent hears. */
    private final class Ear extends SimpleForwardingClientCallListener<R> {
        Ear(Listener<R> listener) {
            super(listener);
        }

        @Override
        public void onMessage(R message) {
            heard();
            if (faults.ignoreCancel() && message instanceof ConnectResponse frame && frame.hasCancel()) {
                say.accept("Fault: Cancel for attempt " + frame.getCancel().getAttemptId() + " is not heard");
                // In place of the agent, which asks for the next frame when it has had one.
                request(1);
            } else {
                super.onMessage(message);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended();
            super.onClose(status, trailers);
        }
    }
}
