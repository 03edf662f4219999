package dev.sia.server.management;

import dev.sia.server.error.StartFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * {@code GET /health/live} (the process runs), {@code /health/ready} (200, with what the node can do without for a while,
 * or 503 with what is wrong) and {@code /metrics}.
 */
public final class ManagementServer implements AutoCloseable {
    private static final int MOST_THREADS = 16;

    private final Server server;
    private final ServerConnector connector;

    private ManagementServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    public static ManagementServer start(String host, int port, Health health, Metrics metrics) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2);
        threads.setName("management");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("management-", 0).factory()));
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Pages(health, metrics));
        try {
            server.start();
        } catch (Exception thrown) {
            throw new StartFailure(
                    "SIA_MANAGEMENT_PORT: cannot listen on " + host + ":" + port + ": " + rootMessage(thrown), thrown);
        }
        return new ManagementServer(server, connector);
    }

    private static String rootMessage(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** The port that was bound. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static final class Pages extends Handler.Abstract {
        private final Health health;
        private final Metrics metrics;

        Pages(Health health, Metrics metrics) {
            this.health = health;
            this.metrics = metrics;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                answer(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "text/plain", "Only GET and HEAD.\n");
                return true;
            }
            switch (Request.getPathInContext(request)) {
                case "/health/live" -> answer(response, callback, HttpStatus.OK_200, "text/plain", "live\n");
                case "/health/ready" -> ready(response, callback);
                case "/metrics" ->
                    answer(response, callback, HttpStatus.OK_200, "text/plain; version=0.0.4", metrics.scrape());
                default ->
                    answer(
                            response,
                            callback,
                            HttpStatus.NOT_FOUND_404,
                            "text/plain",
                            "Here are /health/live, /health/ready and /metrics.\n");
            }
            return true;
        }

        private void ready(Response response, Callback callback) {
            Map<String, String> troubles = health.troubles();
            if (troubles.isEmpty()) {
                answer(response, callback, HttpStatus.OK_200, "text/plain", "ready\n" + lines(health.warnings()));
            } else {
                answer(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "text/plain", lines(troubles));
            }
        }

        private static String lines(Map<String, String> troubles) {
            return troubles.entrySet().stream()
                    .map(trouble -> trouble.getKey() + ": " + trouble.getValue() + "\n")
                    .collect(Collectors.joining());
        }

        private static void answer(Response response, Callback callback, int status, String type, String body) {
            response.setStatus(status);
            String charset = type.contains(";") ? type : type + ";charset=utf-8";
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, charset);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
        }
    }
}
