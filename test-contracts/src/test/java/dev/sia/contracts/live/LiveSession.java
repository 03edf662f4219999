package dev.sia.contracts.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A session on the live endpoint as a stranger's client would hold it: texts out, texts in. */
public final class LiveSession implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;

    /** Opens it; nothing is said yet. */
    public LiveSession(String httpUrl) {
        this(httpUrl, Map.of());
    }

    /** The same with more headers in the handshake. */
    LiveSession(String httpUrl, Map<String, String> headers) {
        URI endpoint = URI.create(httpUrl.replaceFirst("^http", "ws") + "/v1/live");
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("sia.live.v1");
        headers.forEach(builder::header);
        socket = builder.buildAsync(endpoint, new Ear()).join();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket session, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            session.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket session, int code, String reason) {
            heard.add(new LiveClose(code, reason).json());
            return null;
        }
    }

    /** Says something. */
    public void send(String frame) {
        socket.sendText(frame, true).join();
    }

    /** The next frame, as text, or the {@link LiveClose} as such. */
    public String next() {
        try {
            String frame = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("Nothing was heard");
            }
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
