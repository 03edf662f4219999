package dev.sia.contracts.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A site with a page that uses the npm package as it was built, as modules and without a bundler. */
final class ClientPage implements AutoCloseable {
    private static final Path PACKAGE = Path.of("..", "generated", "web", "target", "package");
    private static final Path SCRIPTS = Path.of("target", "web", "page");
    private static final Path PAGE = Path.of("web", "src", "page", "index.html");

    private final HttpServer server;

    private ClientPage(HttpServer server) {
        this.server = server;
    }

    static ClientPage open() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, PAGE, "text/html"));
        server.createContext("/page/", exchange -> answer(exchange, below(SCRIPTS, exchange), "text/javascript"));
        server.createContext("/client/", exchange -> answer(exchange, below(PACKAGE, exchange), "text/javascript"));
        server.start();
        return new ClientPage(server);
    }

    private static Path below(Path directory, HttpExchange exchange) {
        String context = exchange.getHttpContext().getPath();
        return directory.resolve(exchange.getRequestURI().getPath().substring(context.length()));
    }

    private static void answer(HttpExchange exchange, Path file, String mediaType) throws IOException {
        try (exchange) {
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] content = Files.readAllBytes(file);
            exchange.getResponseHeaders().set("Content-Type", mediaType + ";charset=utf-8");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    /** Its origin, which is its address too. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
