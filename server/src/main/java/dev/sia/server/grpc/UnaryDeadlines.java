package dev.sia.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a unary call whose request does not come: without this whoever opens one keeps it, and its connection, for ever. */
final class UnaryDeadlines implements ServerInterceptor {
    private final ScheduledExecutorService timer;
    private final Duration patience;

    UnaryDeadlines(ScheduledExecutorService timer, Duration patience) {
        this.timer = timer;
        this.patience = patience;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        OnceClosed<Q, A> once = new OnceClosed<>(call);
        once.closeAfter(timer, patience);
        return new SimpleForwardingServerCallListener<>(next.startCall(once, headers)) {
            @Override
            public void onHalfClose() {
                once.stopTimer();
                super.onHalfClose();
            }

            @Override
            public void onCancel() {
                once.stopTimer();
                super.onCancel();
            }
        };
    }

    /** Whoever closes first, the answer or the timer, has closed it. */
    private static final class OnceClosed<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final Object lock = new Object();
        private boolean closed;
        private volatile @Nullable ScheduledFuture<?> end;

        OnceClosed(ServerCall<Q, A> call) {
            super(call);
        }

        void closeAfter(ScheduledExecutorService timer, Duration patience) {
            end = timer.schedule(
                    () -> close(
                            Status.DEADLINE_EXCEEDED.withDescription(
                                    "The request did not come within " + patience.toSeconds() + " s."),
                            new Metadata()),
                    patience.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            synchronized (lock) {
                if (!closed) {
                    super.sendHeaders(headers);
                }
            }
        }

        @Override
        public void sendMessage(A message) {
            synchronized (lock) {
                if (!closed) {
                    super.sendMessage(message);
                }
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            synchronized (lock) {
                if (closed) {
                    return;
                }
                closed = true;
                super.close(status, trailers);
            }
            stopTimer();
        }

        void stopTimer() {
            ScheduledFuture<?> timer = end;
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
