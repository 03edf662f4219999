package dev.sia.server.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's side of a session: hands over what comes in, and asks for the next frame only when the last one is done with.
 * Public because Jetty calls it by reflection.
 */
public final class LiveSocket implements Session.Listener, Incoming {
    static final int LARGEST_FRAME = 64 * 1024;
    /** Empty parts would otherwise come for ever and never be a frame. */
    private static final int MOST_PARTS = 1_000;

    private final BiFunction<Session, Incoming, LiveSession> opener;
    /** Jetty takes one demand at a time. */
    private final AtomicBoolean demanded = new AtomicBoolean();

    private final StringBuilder frame = new StringBuilder();
    private int frameBytes;
    private int frameParts;
    private @Nullable Session session;
    private @Nullable LiveSession live;
    private volatile boolean discarding;

    /** @param opener makes the session and starts its thread */
    LiveSocket(BiFunction<Session, Incoming, LiveSession> opener) {
        this.opener = opener;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        live = opener.apply(opened, this);
        demand();
    }

    @Override
    public void demand() {
        if (session != null && demanded.compareAndSet(false, true)) {
            session.demand();
        }
    }

    @Override
    public void discard() {
        discarding = true;
        demand();
    }

    @Override
    public void onWebSocketPartialText(String part, boolean last) {
        demanded.set(false);
        if (discarding || live == null) {
            demand();
            return;
        }
        frameBytes += part.getBytes(StandardCharsets.UTF_8).length;
        if (frameBytes > LARGEST_FRAME || ++frameParts > MOST_PARTS) {
            live.refuse("A frame may have 64 KiB, in " + MOST_PARTS + " parts.");
            return;
        }
        frame.append(part);
        if (!last) {
            demand();
            return;
        }
        String text = frame.toString();
        frame.setLength(0);
        frameBytes = 0;
        frameParts = 0;
        live.receive(text);
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer part, boolean last, Callback callback) {
        demanded.set(false);
        callback.succeed();
        if (discarding || live == null) {
            demand();
        } else {
            live.refuse("Frames of this protocol are text.");
        }
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        demanded.set(false);
        if (session != null && mayGoOn()) {
            session.sendPong(ByteBuffer.wrap(bytes(payload)), Callback.from(this::demand, _ -> {}));
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        demanded.set(false);
        if (mayGoOn()) {
            demand();
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    /** What a client may send only so often; what comes while it is sent away does not count. */
    private boolean mayGoOn() {
        return discarding || live == null || live.heard();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        if (live != null) {
            live.gone();
        }
    }

    @Override
    public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
        if (live != null) {
            live.gone();
        }
        callback.succeed();
    }
}
