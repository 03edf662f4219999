package dev.sia.server.live;

import dev.sia.api.live.ServerFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Sends frames one after another: each call returns when the frame is on its way, so a client that reads slowly holds up
 * the reading of what comes next. Belongs to the thread of its session.
 */
final class FrameWriter {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    /** What a close frame has room for, besides the code. */
    private static final int REASON_BYTES = 123;

    /** Takes bytes as text; the session above it only strings, of which each would be encoded again. */
    private final CoreSession core;

    private final FrameJson json;
    private final Duration sendTimeout;

    FrameWriter(CoreSession core, FrameJson json, Duration sendTimeout) {
        this.core = core;
        this.json = json;
        this.sendTimeout = sendTimeout;
    }

    void send(ServerFrame frame) {
        send(frame, "the last number seen");
    }

    /** @param standing what a client that does not take it is to go on after */
    void send(ServerFrame frame, String standing) {
        send(json.write(frame), standing);
    }

    /** @param frame its text in UTF-8, which nobody changes any more */
    void send(byte[] frame, String standing) {
        await(sent -> core.sendFrame(new Frame(OpCode.TEXT, ByteBuffer.wrap(frame)), sent, false), standing);
    }

    void ping() {
        await(sent -> core.sendFrame(new Frame(OpCode.PING), sent, false), "the last number seen");
    }

    private void await(Consumer<Callback> send, String standing) {
        Callback.Completable sent = new Callback.Completable();
        send.accept(sent);
        try {
            sent.get(sendTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            throw new SessionEnd(CloseCode.TRY_AGAIN_LATER, "Too slow: go on after " + standing);
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
        core.close(code.number(), shortened(reason), closed);
        try {
            closed.get(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException notTaken) {
            core.abort();
        } catch (InterruptedException stopped) {
            core.abort();
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts the connection. */
    void disconnect() {
        core.abort();
    }

    static String shortened(String reason) {
        int end = Math.min(reason.length(), REASON_BYTES);
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            end = reason.offsetByCodePoints(end, -1);
        }
        return reason.substring(0, end);
    }
}
