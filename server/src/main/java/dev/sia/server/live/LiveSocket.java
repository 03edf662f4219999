package dev.sia.server.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's side of a session: hands over what comes in, and asks for the next frame only when the last one is done with.
 * Public because Jetty calls it by reflection.
 */
public final class LiveSocket implements Session.Listener {
    private static final int LARGEST_FRAME = 64 * 1024;

    private final Function<Session, LiveSession> opener;
    private final StringBuilder frame = new StringBuilder();
    private int frameBytes;
    private @Nullable Session session;
    private @Nullable LiveSession live;

    /** @param opener starts the session's own thread */
    LiveSocket(Function<Session, LiveSession> opener) {
        this.opener = opener;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        live = opener.apply(opened);
        opened.demand();
    }

    @Override
    public void onWebSocketPartialText(String part, boolean last) {
        if (live == null || session == null) {
            return;
        }
        frameBytes += part.getBytes(StandardCharsets.UTF_8).length;
        if (frameBytes > LARGEST_FRAME) {
            live.refuse("A frame may have 64 KiB.");
            return;
        }
        frame.append(part);
        if (!last) {
            session.demand();
            return;
        }
        String text = frame.toString();
        frame.setLength(0);
        frameBytes = 0;
        live.receive(text);
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer part, boolean last, Callback callback) {
        callback.succeed();
        if (live != null) {
            live.refuse("Frames of this protocol are text.");
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        if (live != null && session != null) {
            live.heard();
            session.demand();
        }
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
