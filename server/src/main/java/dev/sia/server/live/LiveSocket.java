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

    private final BiFunction<Session, Incoming, LiveSession> opener;
    /** Jetty takes one demand at a time. */
    private final AtomicBoolean demanded = new AtomicBoolean();

    private final StringBuilder frame = new StringBuilder();
    private int frameBytes;
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
        if (frameBytes > LARGEST_FRAME) {
            live.refuse("A frame may have 64 KiB.");
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
    public void onWebSocketPong(ByteBuffer payload) {
        demanded.set(false);
        if (live != null) {
            live.heard();
        }
        demand();
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
