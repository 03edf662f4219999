package dev.sia.server.live;

import dev.sia.api.live.ServerFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Sends frames one after another: each call returns when the frame is on its way, so a client that reads slowly holds up
 * the reading of what comes next. Belongs to the thread of its session.
 */
final class FrameWriter {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    /** What a close frame has room for, besides the code. */
    private static final int REASON_BYTES = 123;

    private final Session session;
    private final FrameJson json;
    private final Duration sendTimeout;

    FrameWriter(Session session, FrameJson json, Duration sendTimeout) {
        this.session = session;
        this.json = json;
        this.sendTimeout = sendTimeout;
    }

    void send(ServerFrame frame) {
        String text = json.write(frame);
        await(sent -> session.sendText(text, sent));
    }

    void ping() {
        await(sent -> session.sendPing(ByteBuffer.allocate(0), sent));
    }

    private void await(Consumer<Callback> send) {
        Callback.Completable sent = new Callback.Completable();
        send.accept(sent);
        try {
            sent.get(sendTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            throw new SessionEnd(
                    CloseCode.TRY_AGAIN_LATER,
                    "No frame was taken for " + sendTimeout.toSeconds() + " s: go on after the last number seen.");
        } catch (ExecutionException broken) {
            throw SessionEnd.gone();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw SessionEnd.gone();
        }
    }

    /** Says good-bye, and cuts the connection when the client does not even take that. */
    void close(CloseCode code, String reason) {
        Callback.Completable closed = new Callback.Completable();
        session.close(code.number(), shortened(reason), closed);
        try {
            closed.get(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException notTaken) {
            session.disconnect();
        } catch (InterruptedException stopped) {
            session.disconnect();
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts the connection. */
    void disconnect() {
        session.disconnect();
    }

    static String shortened(String reason) {
        int end = Math.min(reason.length(), REASON_BYTES);
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            end = reason.offsetByCodePoints(end, -1);
        }
        return reason.substring(0, end);
    }
}
