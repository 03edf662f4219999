package dev.sia.server.http;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Ends requests whose bodies come too slowly, and answers that are taken too slowly. */
final class SlowClients extends Handler.Wrapper {
    /** Stands for the time-out of what was taken before it began. */
    private static final Scheduler.Task TAKEN = () -> false;

    private final Pace pace;

    SlowClients(Pace pace, Handler next) {
        super(next);
        this.pace = pace;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Request paced = new PacedRequest(request);
        return super.handle(paced, new PacedResponse(paced, response), callback);
    }

    private Scheduler.Task after(Request request, long nanos, Runnable end) {
        return request.getComponents().getScheduler().schedule(end, Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    /** The body, as far as the client sends it in time. What the server itself takes does not count. */
    private final class PacedRequest extends Request.Wrapper {
        private volatile long waitedNanos;
        private volatile long bytes;
        private volatile Content.@Nullable Chunk tooLate;

        PacedRequest(Request request) {
            super(request);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk failure = tooLate;
            if (failure != null) {
                return failure;
            }
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                bytes = bytes + chunk.remaining();
            }
            return chunk;
        }

        @Override
        public void demand(Runnable available) {
            if (tooLate != null) {
                available.run();
                return;
            }
            long asked = System.nanoTime();
            AtomicBoolean over = new AtomicBoolean();
            Scheduler.Task late = after(getWrapped(), pace.bodyNanos(bytes) - waitedNanos, () -> {
                if (over.compareAndSet(false, true)) {
                    tooLate = Content.Chunk.from(new TimeoutException("The body comes too slowly"), true);
                    available.run();
                }
            });
            super.demand(() -> {
                if (over.compareAndSet(false, true)) {
                    late.cancel();
                    waitedNanos = waitedNanos + System.nanoTime() - asked;
                    available.run();
                }
            });
        }
    }

    private final class PacedResponse extends Response.Wrapper {
        PacedResponse(Request request, Response response) {
            super(request, response);
        }

        /** Nearly everything is written before this returns, and costs nothing. */
        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            long nanos = pace.writeNanos(content == null ? 0 : content.remaining());
            AtomicReference<Scheduler.Task> late = new AtomicReference<>();
            super.write(last, content, Callback.from(callback, () -> cancel(late)));
            if (late.get() == null) {
                Scheduler.Task cut = after(getRequest(), nanos, () -> cut(getRequest()));
                if (!late.compareAndSet(null, cut)) {
                    cut.cancel();
                }
            }
        }
    }

    private static void cancel(AtomicReference<Scheduler.Task> late) {
        Scheduler.Task running = late.getAndSet(TAKEN);
        if (running != null) {
            running.cancel();
        }
    }

    /** Ends the request's stream, or its connection when it has it to itself. Whatever waits to be written fails. */
    private static void cut(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (connection instanceof HTTP2Connection shared) {
            Stream stream = shared.getSession().getStream(Integer.parseInt(request.getId()));
            if (stream != null) {
                stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
            }
        } else {
            connection.getEndPoint().close(new TimeoutException("The answer is taken too slowly"));
        }
    }
}
