package dev.sia.sdk.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.model.CallerKind;
import dev.sia.sdk.SiaJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A live endpoint that plays one script for every session, and keeps what the clients said. */
final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper JSON = SiaJson.mapper();

    private final Server server = new Server();
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<Subscribe> subscribes = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> tickets = new CopyOnWriteArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();

    /** What one session does. */
    interface Script {
        /** The client subscribed. */
        void subscribed(Connection connection) throws IOException;

        /** The client authenticated; the default accepts it. */
        default void authenticated(Connection connection) throws IOException {
            connection.send(new Authenticated(CallerKind.USER, "u", Instant.parse("2030-01-01T00:00:00Z")));
        }
    }

    /** One session, seen from the server. */
    final class Connection {
        private final Session session;
        private final Semaphore pongs;

        private Connection(Session session, Semaphore pongs) {
            this.session = session;
            this.pongs = pongs;
        }

        void send(ServerFrame... frames) throws IOException {
            for (ServerFrame frame : frames) {
                sendText(JSON.writeValueAsString(frame));
            }
        }

        void sendText(String text) {
            Callback.Completable done = new Callback.Completable();
            session.sendText(text, done);
            done.join();
            sent.incrementAndGet();
        }

        void close(int code) {
            session.close(code, "because", Callback.NOOP);
        }

        /** Cuts the connection, once the client has taken what was sent. */
        void drop() {
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
            pongs.acquireUninterruptibly();
            session.disconnect();
        }
    }

    ScriptedServer(Script... sessions) throws Exception {
        scripts.addAll(Arrays.asList(sessions));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ContextHandler context = new ContextHandler("/");
        server.setHandler(context);
        context.setHandler(WebSocketUpgradeHandler.from(server, context, container -> {
            container.setMaxTextMessageSize(1 << 20);
            container.addMapping("/v1/live", (request, response, callback) -> {
                response.setAcceptedSubProtocol(LiveSocket.SUBPROTOCOL);
                return new Endpoint(next());
            });
        }));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    /** What the clients subscribed to, in order. */
    List<Subscribe> subscribes() {
        return subscribes;
    }

    /** The tokens that the clients showed, in order. */
    List<String> tokens() {
        return tokens;
    }

    /** The tickets that they showed. */
    List<String> tickets() {
        return tickets;
    }

    /** How many frames have left. */
    int sent() {
        return sent.get();
    }

    private synchronized Script next() {
        return scripts.isEmpty() ? connection -> connection.close(1011) : scripts.remove();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    /** Jetty's side of a session; public because Jetty calls it by reflection. */
    public final class Endpoint extends Session.Listener.AbstractAutoDemanding {
        private final Script script;
        private final Semaphore pongs = new Semaphore(0);

        private Endpoint(Script script) {
            this.script = script;
        }

        @Override
        public void onWebSocketPong(ByteBuffer payload) {
            pongs.release();
        }

        @Override
        public void onWebSocketText(String text) {
            Connection connection = new Connection(getSession(), pongs);
            Thread.ofVirtual().start(() -> {
                try {
                    switch (JSON.readValue(text, ClientFrame.class)) {
                        case Authenticate it -> {
                            tokens.add(it.token());
                            tickets.add(it.ticket());
                            script.authenticated(connection);
                        }
                        case Subscribe it -> {
                            subscribes.add(it);
                            script.subscribed(connection);
                        }
                        case ClientFrame _ -> {}
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
