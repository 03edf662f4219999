package dev.sia.contracts.live;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A live endpoint that answers every frame of a client with what a script says. */
final class PactLiveServer implements AutoCloseable {
    private final Server server = new Server();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Function<String, List<String>> script;

    /** @param script from a frame of the client to the frames that answer it */
    PactLiveServer(Function<String, List<String>> script) throws Exception {
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
                    return new Endpoint();
                })));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
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
        private Endpoint() {}

        @Override
        public void onWebSocketText(String text) {
            heard.add(text);
            for (String frame : script.apply(text)) {
                Callback.Completable done = new Callback.Completable();
                getSession().sendText(frame, done);
                done.join();
            }
        }
    }
}
