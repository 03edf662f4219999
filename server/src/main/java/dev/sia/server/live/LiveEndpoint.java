package dev.sia.server.live;

import dev.sia.server.audit.Denials;
import dev.sia.server.event.Origin;
import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.Watchers;
import dev.sia.server.http.ClientAddresses;
import dev.sia.server.http.RequestIds;
import dev.sia.server.identity.CredentialWatch;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.ticket.LiveTickets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** Accepts live sessions and ends them all when the server stops. */
public final class LiveEndpoint implements AutoCloseable {
    /** Where clients connect. */
    public static final String PATH = "/v1/live";

    /** What they have to ask for in the handshake. */
    public static final String SUBPROTOCOL = "sia.live.v1";

    /** Pings keep sessions busy, so this only ends what has come to a standstill. */
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration TICK = Duration.ofMillis(100);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final LiveContext context;
    private final OriginRule origins;
    private final Map<LiveSession, Thread> sessions = new ConcurrentHashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("live-clock").factory());
    private final AtomicLong opened = new AtomicLong();
    private volatile boolean stopping;

    public LiveEndpoint(
            LiveSettings settings,
            CredentialWatch credentials,
            LiveTickets tickets,
            Feeds feeds,
            Watchers watchers,
            Denials denials,
            RateLimits limits,
            Clock clock) {
        this.context = new LiveContext(
                settings, credentials, tickets, feeds, watchers, denials, limits, new FrameJson(), clock);
        this.origins = new OriginRule(settings.allowedOrigins());
    }

    /** Adds the endpoint to the server's WebSocket container. */
    public void configure(ServerWebSocketContainer container, WebSocketExtensionRegistry extensions) {
        extensions.register(LargeFrameDeflate.NAME, LargeFrameDeflate.class);
        container.setMaxTextMessageSize(LiveSocket.LARGEST_FRAME);
        container.setMaxBinaryMessageSize(LiveSocket.LARGEST_FRAME);
        container.setIdleTimeout(IDLE_TIMEOUT);
        container.addMapping(PATH, this::accept);
        var _ = ticks.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private @Nullable Object accept(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        List<String> named = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
        HttpURI address = request.getHttpURI();
        if (stopping || context.watchers().isFull()) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        } else if (!origins.accepts(named, request.isSecure(), address.getAuthority())) {
            context.denials().noteOfNobody();
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403, "This origin is not allowed.");
        } else if (!request.hasSubProtocol(SUBPROTOCOL)) {
            Response.writeError(
                    request, response, callback, HttpStatus.BAD_REQUEST_400, "Ask for the subprotocol " + SUBPROTOCOL);
        } else if (address.getQuery() != null) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.BAD_REQUEST_400,
                    "The address takes no query; credentials are in the first frame.");
        } else {
            response.setAcceptedSubProtocol(SUBPROTOCOL);
            Origin from = origin(request);
            return new LiveSocket((session, incoming) -> open(session, incoming, from));
        }
        return null;
    }

    private static Origin origin(ServerUpgradeRequest request) {
        return new Origin(
                "subscribe",
                String.valueOf(request.getAttribute(ClientAddresses.ATTRIBUTE)),
                UUID.fromString(String.valueOf(request.getAttribute(RequestIds.ATTRIBUTE))));
    }

    private LiveSession open(Session session, Incoming incoming, Origin origin) {
        CoreSession core = ((WebSocketSession) session).getCoreSession();
        FrameWriter writer =
                new FrameWriter(core, context.json(), context.settings().sendTimeout());
        LiveSession live = new LiveSession(context, writer, incoming, origin);
        boolean entered = context.watchers().enter();
        Thread thread = Thread.ofVirtual()
                .name("live-" + opened.incrementAndGet())
                .unstarted(() -> {
                    try {
                        live.run();
                    } finally {
                        sessions.remove(live);
                        if (entered) {
                            context.watchers().leave();
                        }
                    }
                });
        sessions.put(live, thread);
        thread.start();
        if (stopping) {
            live.stop();
        } else if (!entered) {
            live.turnAway();
        }
        return live;
    }

    private void tick() {
        long now = System.nanoTime();
        sessions.keySet().forEach(session -> session.tick(now));
    }

    /** How many sessions are open. */
    public int sessions() {
        return sessions.size();
    }

    /** Tells every client to connect elsewhere, and refuses new ones. */
    @Override
    public void close() {
        stopping = true;
        ticks.shutdown();
        sessions.keySet().forEach(LiveSession::stop);
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (Thread thread : sessions.values()) {
                if (!thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
