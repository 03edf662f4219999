package dev.sia.sdk.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket session. The server may be at most {@value #CREDITS} frames ahead of the reader: every frame taken asks for one
 * more, so that a slow reader slows the sender down through the connection itself.
 */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {
    static final String SUBPROTOCOL = "sia.live.v1";

    private static final int CREDITS = 4;
    private static final int LARGEST_FRAME = 64 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ObjectMapper mapper;
    /** Bounded by the credits: at most that many frames and the end of the session. */
    private final BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();

    private final StringBuilder partial = new StringBuilder();
    /** When the first ping without a sign of life since was sent; null when none is open. */
    private volatile @Nullable Long unansweredSince;

    private @Nullable WebSocket socket;

    private LiveSocket(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** What a session brings. */
    sealed interface Signal {
        /** A frame of the server. */
        record Frame(ServerFrame frame) implements Signal {}

        /** The server closed the session. */
        record Closed(int code, String reason) implements Signal {}

        /** The connection is gone. */
        record Broken(Throwable cause) implements Signal {}
    }

    /**
     * Connects and waits for the handshake.
     *
     * @throws IOException when there is no connection; {@link java.net.http.WebSocketHandshakeException} when it was refused
     */
    static LiveSocket open(HttpClient http, URI endpoint, ObjectMapper mapper)
            throws IOException, InterruptedException {
        LiveSocket live = new LiveSocket(mapper);
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(PATIENCE)
                .buildAsync(endpoint, live);
        live.socket = await(opening);
        return live;
    }

    void send(ClientFrame frame) throws IOException, InterruptedException {
        await(session().sendText(mapper.writeValueAsString(frame), true));
    }

    void ping() throws IOException, InterruptedException {
        if (unansweredSince == null) {
            unansweredSince = System.nanoTime();
        }
        await(session().sendPing(ByteBuffer.allocate(0)));
    }

    /** For how long the server has not answered a ping, nor sent anything else; zero when there is no open ping. */
    Duration unanswered() {
        Long since = unansweredSince;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    /** The next signal; null when none comes in time. */
    @Nullable
    Signal poll(Duration timeout) throws InterruptedException {
        Signal signal = inbox.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (signal instanceof Signal.Frame) {
            session().request(1);
        }
        return signal;
    }

    /** Says goodbye without waiting for an answer, and wakes the reader. */
    @Override
    public void close() {
        inbox.add(new Signal.Closed(WebSocket.NORMAL_CLOSURE, "closed by this side"));
        WebSocket session = session();
        var unused = session.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((_, _) -> session.abort());
    }

    /** Drops the connection. */
    void abort() {
        session().abort();
    }

    @Override
    public void onOpen(WebSocket session) {
        session.request(CREDITS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket session, CharSequence data, boolean last) {
        unansweredSince = null;
        partial.append(data);
        if (partial.length() > LARGEST_FRAME) {
            inbox.add(new Signal.Broken(new IOException("a frame is larger than " + LARGEST_FRAME + " characters")));
            session.abort();
        } else if (!last) {
            session.request(1);
        } else {
            takeFrame(session, partial.toString());
            partial.setLength(0);
        }
        return null;
    }

    private void takeFrame(WebSocket session, String text) {
        try {
            ServerFrame frame = mapper.readValue(text, ServerFrame.class);
            if (frame == null) {
                session.request(1);
            } else {
                inbox.add(new Signal.Frame(frame));
            }
        } catch (JsonProcessingException e) {
            inbox.add(new Signal.Broken(e));
            session.abort();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket session, ByteBuffer message) {
        unansweredSince = null;
        session.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket session, ByteBuffer message) {
        unansweredSince = null;
        session.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket session, int code, String reason) {
        inbox.add(new Signal.Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket session, Throwable failure) {
        inbox.add(new Signal.Broken(failure));
    }

    private WebSocket session() {
        WebSocket session = socket;
        if (session == null) {
            throw new IllegalStateException("not open");
        }
        return session;
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        }
    }
}
