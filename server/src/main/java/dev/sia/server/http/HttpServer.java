package dev.sia.server.http;

import dev.sia.server.error.StartFailure;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.pathmap.RegexPathSpec;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * REST, docs and live views on one port, in HTTP/1.1 and in HTTP/2, with TLS or without. Requests run on virtual threads; the
 * platform threads only select and accept.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final int MOST_THREADS = 64;
    private static final int LEAST_THREADS = 4;
    private static final int REQUEST_HEADER_BYTES = 32 * 1024;
    private static final int RESPONSE_HEADER_BYTES = 16 * 1024;
    private static final int STREAMS_PER_CONNECTION = 128;
    /** Frames that cost their sender nothing: resets, pings, settings, empty data. A connection with more is closed. */
    private static final int CHEAP_FRAMES_PER_SECOND = 128;

    private static final int ACCEPT_BACKLOG = 1_024;
    /** What the system keeps for a client that does not read; left to itself it takes megabytes for each. */
    private static final int SEND_BUFFER = 256 * 1024;

    private static final String LOG_PATHS = "^/v1/organizations/[^/]+/jobs/[^/]+/logs(/download)?$";
    private static final int LEAST_COMPRESSED_BYTES = 1_024;

    private final Server server;
    private final ServerConnector connector;
    private final Duration stopTimeout;

    private HttpServer(Server server, ServerConnector connector, Duration stopTimeout) {
        this.server = server;
        this.connector = connector;
        this.stopTimeout = stopTimeout;
    }

    /**
     * Starts to listen.
     *
     * @param application answers everything that is not a WebSocket handshake
     * @param webSockets maps WebSocket endpoints to their paths, and names the extensions that they offer
     * @throws StartFailure when the port cannot be had
     */
    public static HttpServer start(
            HttpSettings settings,
            Servlet application,
            ErrorBodies errors,
            Supplier<UUID> requestIds,
            BiConsumer<ServerWebSocketContainer, WebSocketExtensionRegistry> webSockets) {
        Server server = new Server(threads());
        ServerConnector connector = connector(server, settings);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
        server.addBean(new IdleConnections(
                connector, settings.limits().pace().headers(), settings.limits().idleTimeout()));
        ErrorHandler errorHandler = new ErrorResponses(errors, requestIds, new CrossOrigin(settings.allowedOrigins()));
        server.setErrorHandler(errorHandler);
        Handler servlets = compressingLogs(servlets(application, errorHandler));
        WebSocketUpgradeHandler upgrades = WebSocketUpgradeHandler.from(
                server,
                container -> webSockets.accept(
                        container,
                        WebSocketServerComponents.ensureWebSocketComponents(server)
                                .getExtensionRegistry()));
        upgrades.setHandler(servlets);
        Handler admitted = new GracefulHandler(new Admission(
                settings.limits().requests(), new SlowClients(settings.limits().pace(), upgrades)));
        server.setHandler(guarded(settings, requestIds, admitted));
        // It ends its connections before it is stopped, see close.
        server.setStopTimeout(0);
        listen(server, connector, settings);
        return new HttpServer(server, connector, settings.limits().stopTimeout());
    }

    /** What every request gets before it may have to wait for a place. */
    private static Handler guarded(HttpSettings settings, Supplier<UUID> requestIds, Handler admitted) {
        Handler preflights = new Preflights(new CrossOrigin(settings.allowedOrigins()), new HeaderCount(admitted));
        Handler addresses = new ClientAddresses(settings.trustedProxies(), new SecurityHeaders(preflights));
        return new RequestIds(requestIds, addresses);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-request-", 0).factory()));
        return threads;
    }

    private static ServerConnector connector(Server server, HttpSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        http.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
        http.setRelativeRedirectAllowed(true);
        AbstractHTTP2ServerConnectionFactory http2 = Protocols.http2(http, settings.tls());
        http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        http2.setRateControlFactory(new WindowRateControl.Factory(CHEAP_FRAMES_PER_SECOND));
        ServerConnector connector = new ServerConnector(server, 1, 1, Protocols.of(http, http2, settings.tls()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().idleTimeout().toMillis());
        connector.setAcceptQueueSize(ACCEPT_BACKLOG);
        connector.setAcceptedSendBufferSize(SEND_BUFFER);
        return connector;
    }

    private static Handler servlets(Servlet application, ErrorHandler errorHandler) {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.setErrorHandler(errorHandler);
        context.addServlet(new ServletHolder("rest", application), "/*");
        return context;
    }

    /** Logs shrink well and are no secret beside what else is in them; entity tags and live streams stay as they are. */
    private static Handler compressingLogs(Handler servlets) {
        GzipCompression gzip = new GzipCompression();
        gzip.setMinCompressSize(LEAST_COMPRESSED_BYTES);
        CompressionHandler compression = new CompressionHandler(servlets);
        compression.putCompression(gzip);
        compression.putConfiguration(
                new RegexPathSpec(LOG_PATHS),
                CompressionConfig.builder()
                        .compressIncludeMethod("GET")
                        .compressIncludeMimeType("text/plain")
                        .compressIncludeMimeType("application/x-ndjson")
                        .compressIncludeMimeType("application/json")
                        // Nobody sends compressed bodies, which could be much larger than they look.
                        .decompressExcludePath("/*")
                        .build());
        return compression;
    }

    private static void listen(Server server, ServerConnector connector, HttpSettings settings) {
        try {
            connector.open();
        } catch (IOException thrown) {
            Throwable reason = thrown.getCause() == null ? thrown : thrown.getCause();
            throw new StartFailure(
                    "SIA_HTTP_PORT: cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + reason.getMessage(),
                    thrown);
        }
        try {
            server.start();
        } catch (Exception thrown) {
            connector.close();
            throw new IllegalStateException("The HTTP server does not start", thrown);
        }
    }

    /** The port that was bound. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no new requests, lets the running ones end within the stop timeout, then closes all connections. */
    @Override
    public void close() {
        endConnections();
        try {
            server.stop();
        } catch (Exception thrown) {
            throw new IllegalStateException("The HTTP server did not stop cleanly", thrown);
        }
    }

    /**
     * What Jetty's own stop does when it has a timeout, but without waiting for its sessions of HTTP/2: when a client closes at
     * this very moment, they may never say that they have ended. The connector says it of every connection.
     */
    private void endConnections() {
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        for (Graceful part : server.getContainedBeans(Graceful.class)) {
            CompletableFuture<Void> end = part.shutdown();
            if (!(part instanceof SessionContainer)) {
                ended.add(end);
            }
        }
        try {
            CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new))
                    .get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException cutOff) {
            // A client that neither reads nor closes must not turn a stop into a failure.
            log.warn("Connections that did not end within the stop timeout are cut off");
        } catch (ExecutionException failed) {
            log.warn("Some connections did not end well and are cut off", failed.getCause());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
