package dev.sia.contracts.live;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A live endpoint that answers every frame of a client with what a script says, and closes when that says so. */
final class PactLiveServer implements AutoCloseable {
    private final Server server = new Server();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Script script;

    /** From a frame of the client to what answers it: frames, and maybe a {@link LiveClose} at their end. */
    interface Script {
        /** @param session the number of the client's session, from 1 */
        List<String> answers(int session, String frame);
    }

    PactLiveServer(Script script) throws Exception {
        this.script = script;
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ContextHandler context = new ContextHandler("/");
        server.setHandler(context);
        context.setHandler(WebSocketUpgradeHandler.from(
                server,
                context,
                container -> container.addMapping("/v1/live", (request, response, callback) -> {
                    response.setAcceptedSubProtocol("sia.live.v1");
                    return new Endpoint(sessions.incrementAndGet());
                })));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    /** How many sessions there were. */
    int sessions() {
        return sessions.get();
    }

    /** What the client said. */
    List<String> heard() {
        return heard;
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    /** Jetty's side of a session; public because Jetty calls it by reflection. */
    public final class Endpoint extends Session.Listener.AbstractAutoDemanding {
        private final int number;

        private Endpoint(int number) {
            this.number = number;
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            // A client that has what it wants just goes.
        }

        @Override
        public void onWebSocketText(String text) {
            heard.add(text);
            for (String answer : script.answers(number, text)) {
                Callback.Completable done = new Callback.Completable();
                LiveClose.in(answer)
                        .ifPresentOrElse(
                                close -> getSession().close(close.code(), close.reason(), done),
                                () -> getSession().sendText(answer, done));
                done.join();
            }
        }
    }
}
