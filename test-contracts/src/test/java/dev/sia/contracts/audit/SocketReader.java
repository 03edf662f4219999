package dev.sia.contracts.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.Ended;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.live.Unsubscribed;
import dev.sia.api.model.ProblemCode;
import dev.sia.contracts.node.Node;
import dev.sia.sdk.SiaJson;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the live protocol as it comes and believes it: whatever the server leaves out or repeats shows, where the SDK would notice and
 * heal it. Connects again with the last number that it saw.
 */
final class SocketReader extends AuditedReader {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String OVER = "";

    private final HttpClient http;
    private final Node node;
    private final ObjectMapper mapper = SiaJson.mapper();
    private long lastSeq;
    private boolean finished;
    private volatile boolean closed;

    SocketReader(String name, HttpClient http, Node node, UUID organization, UUID job) {
        super(name, organization, job);
        this.http = http;
        this.node = node;
    }

    /** Texts of one session, an empty one when it is over. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
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
            heard.add(OVER);
            return null;
        }

        @Override
        public void onError(WebSocket session, Throwable error) {
            heard.add(OVER);
        }
    }

    @Override
    void read() throws InterruptedException {
        while (!finished && !closed) {
            try {
                session();
            } catch (CompletionException | UncheckedIOException broken) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private void session() throws InterruptedException {
        Ear ear = new Ear();
        URI endpoint = URI.create(node.addresses().httpUrl().replaceFirst("^http", "ws") + "/v1/live");
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("sia.live.v1")
                .connectTimeout(PATIENCE)
                .buildAsync(endpoint, ear)
                .join();
        try {
            send(socket, new Authenticate(node.token(organization(), Role.VIEWER), null));
            while (!finished && !closed) {
                String text = ear.heard.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (text == null) {
                    socket.sendPing(ByteBuffer.allocate(0)).join();
                } else if (text.equals(OVER) || !take(socket, parse(text))) {
                    return;
                }
            }
        } finally {
            socket.abort();
        }
    }

    private void send(WebSocket socket, ClientFrame frame) {
        try {
            socket.sendText(mapper.writeValueAsString(frame), true).join();
        } catch (JsonProcessingException thrown) {
            throw new AssertionError(thrown);
        }
    }

    private ServerFrame parse(String text) {
        try {
            return mapper.readValue(text, ServerFrame.class);
        } catch (IOException thrown) {
            throw new AssertionError("Not a frame: " + text, thrown);
        }
    }

    /** False when it is better to begin again. */
    private boolean take(WebSocket socket, ServerFrame frame) {
        switch (frame) {
            case Authenticated _ ->
                send(socket, new Subscribe("1", Topic.JOB_LOG, organization(), job(), 1, lastSeq, false));
            case LogBatch batch ->
                batch.lines().forEach(line -> {
                    saw(batch.attempt(), AuditedLine.of(line));
                    lastSeq = line.getSeq();
                });
            case Ended ended -> {
                sawEnd(ended.attempt(), ended.finalSeq(), ended.complete());
                finished = ended.last();
            }
            case SubscriptionError error -> {
                if (error.code() != ProblemCode.UNAVAILABLE && error.code() != ProblemCode.INTERNAL) {
                    throw new AssertionError("Refused: " + error);
                }
                return false;
            }
            case Gap _, EventFrame _, Unsubscribed _ -> throw new AssertionError("Nobody asked for this: " + frame);
            case Subscribed _, CaughtUp _ -> {}
        }
        return true;
    }

    @Override
    void stop() {
        closed = true;
    }
}
