package dev.sia.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers REST requests with fixed answers by method and path, and keeps the requests. */
public final class FakeSia implements AutoCloseable {
    public static final String ORGANIZATION = "1189c444-8a2d-4c41-8b4b-ae43ce79a492";
    public static final String JOB = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c";

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body) {}

    /** A request as it came. */
    public record Request(String line, String token, String ifMatch, String body) {}

    public FakeSia() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        on("GET /v1/me", 200, """
                {"kind":"user","id":"u-1","name":"ada@example.com","expiresAt":"2030-01-01T00:00:00Z","organizations":[
                {"id":"%s","name":"Acme","role":"owner","createdAt":"2026-11-20T09:00:00Z"}]}""".formatted(ORGANIZATION));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers a request; {@code ORG} stands for the path of the organization. */
    public FakeSia on(String request, int status, String body) {
        answers.put(request.replace("ORG", "/v1/organizations/" + ORGANIZATION), new Answer(status, body));
        return this;
    }

    public FakeSia problem(String request, int status, String code, String detail) {
        return on(
                request,
                status,
                "{\"type\":\"urn:sia:problem:%s\",\"title\":\"t\",\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\",\"requestId\":\"r-7\"}"
                        .formatted(code, status, code, detail));
    }

    public List<Request> requests() {
        return requests;
    }

    /** A job in the contract's JSON. */
    public static String job(String status, String more) {
        return """
                {"id":"%s","etag":"\\"4\\"","organizationId":"%s","title":"Add \\u001b[31mred","prompt":"Add it","repository":
                {"url":"/r","baseBranch":"main"},"steps":["prepare","generate"],"labels":[],"priority":"normal","queue":"backlog",
                "status":"%s","attemptTimeoutSeconds":60,
                "retry":{"maxAttempts":3,"failures":["agent","agent_lost"]},"attemptCount":0,"workBranch":"sia/x",
                "workflow":{"id":"w","state":"started"},"createdBy":{"kind":"user","name":"ada@example.com"},
                "createdAt":"2026-11-23T09:30:00Z","updatedAt":"2026-11-23T09:30:00Z"%s}""".formatted(JOB, ORGANIZATION, status, more);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String ifMatch = String.valueOf(exchange.getRequestHeaders().getFirst("If-Match"));
        requests.add(new Request(line, token, ifMatch, body));
        Answer answer = answers.getOrDefault(
                line,
                answers.getOrDefault(
                        exchange.getRequestMethod() + " "
                                + exchange.getRequestURI().getPath(),
                        new Answer(
                                404,
                                "{\"type\":\"x\",\"code\":\"not_found\",\"detail\":\"There is no such thing.\",\"requestId\":\"r\"}")));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
