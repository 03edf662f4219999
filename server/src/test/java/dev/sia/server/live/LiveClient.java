package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.ServerFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client on the JDK's WebSocket. */
final class LiveClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] PING = {1, 2, 3};
    private static final JsonMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger pongs = new AtomicInteger();
    private final boolean reading;
    private volatile String closeReason = "";
    private final WebSocket socket;

    /** @param reading false for a client that takes nothing until {@link #read} */
    LiveClient(URI uri, boolean reading) {
        this.reading = reading;
        this.socket = http.newWebSocketBuilder()
                .subprotocols(LiveEndpoint.SUBPROTOCOL)
                .buildAsync(uri, new Receiver())
                .join();
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket webSocket) {
            if (reading) {
                webSocket.request(Long.MAX_VALUE);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    frames.add(MAPPER.readValue(text.toString(), ServerFrame.class));
                } catch (JsonProcessingException notAFrame) {
                    closed.completeExceptionally(notAFrame);
                }
                text.setLength(0);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
            if (message.equals(ByteBuffer.wrap(PING))) {
                pongs.incrementAndGet();
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closeReason = reason;
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    /** The next frame, which is of this type. */
    <F extends ServerFrame> F expect(Class<F> type) {
        ServerFrame frame = next();
        assertThat(frame).isInstanceOf(type);
        return type.cast(frame);
    }

    ServerFrame next() {
        try {
            ServerFrame frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(frame).as("a frame; the session: %s", closed).isNotNull();
            return frame;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** All frames up to and with the first one that fits. */
    List<ServerFrame> until(Predicate<ServerFrame> fits) {
        List<ServerFrame> taken = new ArrayList<>();
        do {
            taken.add(next());
        } while (!fits.test(taken.getLast()));
        return taken;
    }

    /** What the server said when it closed. */
    String closeReason() {
        return closeReason;
    }

    /** Frames that have come and were not asked for. */
    List<ServerFrame> taken() {
        return List.copyOf(frames);
    }

    /** How many they are. */
    int waiting() {
        return frames.size();
    }

    void send(ClientFrame frame) {
        try {
            send(MAPPER.writeValueAsString(frame));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** A part of a frame, and not the last. */
    void sendPart(String part) {
        socket.sendText(part, false).join();
    }

    void ping() {
        socket.sendPing(ByteBuffer.wrap(PING)).join();
    }

    void pong() {
        socket.sendPong(ByteBuffer.allocate(0)).join();
    }

    /** Answers to {@link #ping}. */
    int pongs() {
        return pongs.get();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    int closeCode() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Says good-bye. */
    void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Vanishes. */
    void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
