package dev.sia.server.grpc;

import dev.sia.api.agent.v1.ConnectResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a stream. Frames wait in a bounded queue until the agent reads; of frames that say the same thing
 * about the same attempt or hint only the latest is kept, because it holds all that the earlier ones said.
 */
final class FrameWriter {
    private static final int MOST_FRAMES = 256;

    /** What a frame is about. */
    private record Key(ConnectResponse.FrameCase kind, String id) {}

    private final ServerCallStreamObserver<ConnectResponse> call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<Key, ConnectResponse> queue = new LinkedHashMap<>();
    private boolean open;
    private @Nullable Status end;

    /** Must be made before the call's method returns, because it sets the call's handler. */
    FrameWriter(ServerCallStreamObserver<ConnectResponse> call) {
        this.call = call;
        call.setOnReadyHandler(this::signal);
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Queues a frame; false when the stream has ended or the agent has left too many unread. */
    boolean send(ConnectResponse frame) {
        lock.lock();
        try {
            if (end != null || (queue.size() >= MOST_FRAMES && !queue.containsKey(key(frame)))) {
                return false;
            }
            queue.put(key(frame), frame);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the first frame, then the following ones; whatever was queued before has waited for this. */
    void open(ConnectResponse first, List<ConnectResponse> following) {
        lock.lock();
        try {
            following.forEach(frame -> queue.put(key(frame), frame));
            queue.putFirst(key(first), first);
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream once what can be sent at once has been sent. The first call counts. */
    void close(Status status) {
        lock.lock();
        try {
            end = end == null ? status : end;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes until the stream is closed, and runs {@code tick} whenever an interval is over; those of a pause are not made up for. */
    void run(Duration interval, Runnable tick) throws InterruptedException {
        long tickAt = System.nanoTime() + interval.toNanos();
        while (true) {
            Status closing = await(tickAt);
            ConnectResponse frame = next();
            if (frame != null) {
                call.onNext(frame);
            } else if (closing != null) {
                finish(closing);
                return;
            }
            if (System.nanoTime() - tickAt >= 0) {
                tick.run();
                tickAt = System.nanoTime() + interval.toNanos();
            }
        }
    }

    /** Waits for a frame that can be sent, the end or the time; returns the end. */
    private @Nullable Status await(long until) throws InterruptedException {
        lock.lock();
        try {
            long left = until - System.nanoTime();
            while (end == null && !sendable() && left > 0) {
                left = Math.min(changed.awaitNanos(left), until - System.nanoTime());
            }
            return end;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ConnectResponse next() {
        lock.lock();
        try {
            var first = sendable() ? queue.pollFirstEntry() : null;
            return first == null ? null : first.getValue();
        } finally {
            lock.unlock();
        }
    }

    private boolean sendable() {
        return open && !queue.isEmpty() && call.isReady();
    }

    private void finish(Status status) {
        if (status.isOk()) {
            call.onCompleted();
        } else {
            call.onError(status.asRuntimeException());
        }
    }

    private static Key key(ConnectResponse frame) {
        String id = switch (frame.getFrameCase()) {
            case OFFER -> frame.getOffer().getAttemptId();
            case LOG_ACK -> frame.getLogAck().getAttemptId();
            case RESULT_ACK -> frame.getResultAck().getAttemptId();
            case CANCEL -> frame.getCancel().getAttemptId();
            case LEASE_LOST -> frame.getLeaseLost().getAttemptId();
            case HINT -> frame.getHint().getHintId();
            case ATTACHED, DRAIN, GO_AWAY, HEARTBEAT, FRAME_NOT_SET -> "";
        };
        return new Key(frame.getFrameCase(), id);
    }
}
