package dev.sia.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;

/** Answers requests with scripted answers, in order, and keeps the requests. */
final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    record Answer(int status, String contentType, String body, Map<String, String> headers) {
        /** Closes the connection instead of answering. */
        static final Answer HANG_UP = new Answer(0, "", "", Map.of());

        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body, Map.of());
        }

        static Answer problem(int status, String code, String more) {
            String body = """
                    {"type":"urn:sia:problem:%s","title":"t","status":%d,"code":"%s","detail":"The detail.","requestId":"r-1"%s}""".formatted(code, status, code, more);
            return new Answer(status, "application/problem+json", body, Map.of());
        }

        /** The body as it is sent. */
        byte[] bytes() throws IOException {
            byte[] plain = body.getBytes(StandardCharsets.UTF_8);
            if (!"gzip".equals(headers.get("Content-Encoding"))) {
                return plain;
            }
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(plain);
            }
            return packed.toByteArray();
        }

        Answer with(String header, String value) {
            return new Answer(status, contentType, body, Map.of(header, value));
        }
    }

    record Request(String method, URI uri, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    FakeServer(Answer... script) throws IOException {
        answers.addAll(Arrays.asList(script));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Request> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI(), Map.copyOf(exchange.getRequestHeaders()), body));
        Answer answer;
        synchronized (answers) {
            answer = answers.isEmpty() ? Answer.problem(500, "internal", "") : answers.remove();
        }
        if (answer.status() == 0) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.bytes();
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
