package dev.sia.validation;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/**
 * What Jetty's classes call in a JVM of tests: see {@link JettyHooks}. There is one of it, because nothing but static methods can be
 * called from there.
 */
public final class Watch {
    /** What was found in this JVM. */
    public static final Findings FINDINGS = new Findings(Watch::tell);

    private static final Contracts CONTRACTS = Contracts.read();
    private static final String SERVES_REST = "dev.sia.validation.servesRest";
    private static final String JERSEY = "org.glassfish.jersey.servlet.ServletContainer";
    private static final Map<WebSocketCoreSession, LiveWatch> SESSIONS = new WeakHashMap<>();

    private Watch() {}

    /** A process that no test runs in can only say what it has found. */
    private static void tell(String finding) {
        if (WatchedMain.isRunning()) {
            System.out.println(WatchedMain.MARK + finding);
        }
    }

    /** Called for every request, before anything of it is read. */
    public static HttpStream stream(HttpChannel channel, HttpStream stream) {
        Server server = channel.getConnectionMetaData().getConnector().getServer();
        return servesRest(server) ? new WatchedStream(stream, CONTRACTS, FINDINGS) : stream;
    }

    /** Tests have servers of their own for other things, which are none of the contracts' business. */
    private static boolean servesRest(Server server) {
        if (server.getAttribute(SERVES_REST) instanceof Boolean known) {
            return known;
        }
        boolean serves = server.getDescendants(ServletHandler.class).stream()
                .flatMap(handler -> Stream.of(handler.getServlets()))
                .anyMatch(servlet -> servlet.getHeldClass() != null
                        && servlet.getHeldClass().getName().equals(JERSEY));
        server.setAttribute(SERVES_REST, serves);
        return serves;
    }

    /** Called with every frame from the client, after extensions had it. */
    public static void received(WebSocketCoreSession session, Frame frame) {
        if (isLive(session)) {
            safely(() -> of(session).received(frame));
        }
    }

    /** Called with every frame to the client, before extensions have it. */
    public static void sent(WebSocketCoreSession session, Frame frame) {
        if (isLive(session)) {
            safely(() -> of(session).sent(frame));
        }
    }

    /** A mistake of the one who looks on must fail the test, and not change what the server does. */
    static void safely(Runnable look) {
        long began = System.nanoTime();
        try {
            look.run();
        } catch (RuntimeException mistake) {
            FINDINGS.add("The validation itself failed: " + mistake);
        } finally {
            FINDINGS.countTime(System.nanoTime() - began);
        }
    }

    private static boolean isLive(WebSocketCoreSession session) {
        return session.getBehavior() == Behavior.SERVER
                && LiveRules.SUBPROTOCOL.equals(session.getNegotiatedSubProtocol());
    }

    private static LiveWatch of(WebSocketCoreSession session) {
        synchronized (SESSIONS) {
            return SESSIONS.computeIfAbsent(session, _ -> new LiveWatch(CONTRACTS.live(), FINDINGS));
        }
    }
}
