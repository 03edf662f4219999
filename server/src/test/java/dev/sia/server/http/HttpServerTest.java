package dev.sia.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.server.error.StartFailure;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class HttpServerTest {
    private static final String BODY = "{\"status\":%d,\"requestId\":\"%s\"}";

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server = start(settings(0));

    private static HttpSettings settings(int port) {
        return HttpSettings.of(
                "127.0.0.1", port, new HttpLimits(100, 1, Duration.ofSeconds(5), Duration.ofSeconds(5), Pace.DEFAULT));
    }

    private HttpServer start(HttpSettings settings) {
        return HttpServer.start(
                settings,
                new Probe(),
                (status, id) -> BODY.formatted(status, id).getBytes(StandardCharsets.UTF_8),
                UUID::randomUUID,
                (container, extensions) ->
                        container.addMapping("/v1/live", (request, response, callback) -> new Echo()));
    }

    @AfterEach
    void stop() {
        leave.countDown();
        server.close();
        client.close();
    }

    /** Tells what the application is given; waits or fails when it is asked to. */
    private final class Probe extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/wait" -> {
                    entered.countDown();
                    pass(leave);
                }
                case "/stream" -> {
                    ((LongAnswer) request.getAttribute(LongAnswer.ATTRIBUTE)).begin(() -> {});
                    entered.countDown();
                    pass(leave);
                }
                case "/fail" -> throw new IllegalStateException("secret");
                default -> {}
            }
            Object id = request.getAttribute(RequestIds.ATTRIBUTE);
            response.getWriter()
                    .print(request.getProtocol() + " "
                            + Thread.currentThread().isVirtual() + " "
                            + id.equals(MDC.get(RequestIds.ATTRIBUTE)));
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends back what it gets. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketText(String text) {
            getSession().sendText(text, Callback.NOOP);
        }
    }

    private CompletableFuture<HttpResponse<String>> get(String path, HttpClient.Version version) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(
                HttpRequest.newBuilder(uri).version(version).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return get(path, HttpClient.Version.HTTP_1_1).get(10, TimeUnit.SECONDS);
    }

    @Test
    void answersInBothVersionsOnVirtualThreadsWithARequestId() throws Exception {
        assertThat(get("/").body()).isEqualTo("HTTP/1.1 true true");
        assertThat(get("/", HttpClient.Version.HTTP_2).get(10, TimeUnit.SECONDS).body())
                .isEqualTo("HTTP/2.0 true true");
    }

    @Test
    void everyAnswerIsGuardedAndSaysNothingOfTheServer() throws Exception {
        for (String path : List.of("/", "/fail")) {
            HttpHeaders headers = get(path).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("Permissions-Policy").orElse("")).contains("geolocation=()");
            assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).hasValue("same-origin");
            assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
            assertThat(headers.map()).doesNotContainKeys("strict-transport-security");
            assertThat(headers.firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'");
            assertThat(headers.map()).doesNotContainKeys("server", "x-powered-by");
        }
    }

    @Test
    void aFailureOfTheApplicationIsAProblemWithoutItsMessage() throws Exception {
        HttpResponse<String> answer = get("/fail");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(ErrorBodies.CONTENT_TYPE);
        assertThat(answer.body()).startsWith("{\"status\":500").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /%2e%2e/x%2Fy HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
            })
    void whatJettyRefusesIsAProblem(String request) throws Exception {
        assertThat(raw(request))
                .matches("(?s)HTTP/1.1 (400|505) .*")
                .contains(ErrorBodies.CONTENT_TYPE, "nosniff")
                .containsPattern("\\{\"status\":(400|505)");
    }

    @Test
    void tooLargeHeadersAreAProblem() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"status\":431");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void refusesMoreRequestsThanItMayBear() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = get("/wait", HttpClient.Version.HTTP_1_1);
        pass(entered);

        HttpResponse<String> refused = get("/");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).startsWith("{\"status\":503");
        leave.countDown();
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        await().until(() -> get("/").statusCode() == 200);
    }

    @Test
    void anAnswerThatGoesOnForLongTakesNobodysPlace() throws Exception {
        CompletableFuture<HttpResponse<String>> stream = get("/stream", HttpClient.Version.HTTP_1_1);
        pass(entered);

        for (int i = 0; i < 3; i++) {
            await().until(() -> get("/").statusCode() == 200);
        }
        leave.countDown();
        assertThat(stream.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            // A place is given back a moment after the last byte of its answer.
            await().until(() -> get("/").statusCode() == 200);
        }
    }

    @Test
    void letsARunningRequestEndWhileItStops() throws Exception {
        CompletableFuture<HttpResponse<String>> running = get("/wait", HttpClient.Version.HTTP_1_1);
        pass(entered);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
        await().until(this::isRefusing);
        leave.countDown();

        assertThat(running.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        stopping.get(10, TimeUnit.SECONDS);
    }

    private boolean isRefusing() {
        int port = server.port();
        if (port <= 0) {
            return true;
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void webSocketsShareThePort() throws Exception {
        CompletableFuture<String> echoed = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                echoed.complete(data.toString());
                return CompletableFuture.completedFuture(null);
            }
        };
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/v1/live"), listener)
                .get(10, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        assertThat(echoed.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void aPortInUseIsToldWithItsSetting() {
        assertThatThrownBy(() -> start(settings(server.port())))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("SIA_HTTP_PORT")
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("in use");
    }
}
