package dev.sia.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {
    private static final String PAGE = "https://sia.example.com";

    private HttpServer server = start(List.of(PAGE));

    private static HttpServer start(List<String> origins) {
        return HttpServer.start(
                new HttpSettings("127.0.0.1", 0, HttpLimits.of(100, 10), origins, List.of(), Optional.empty()),
                new Application(),
                (status, id) -> ("{\"status\":" + status + "}").getBytes(StandardCharsets.UTF_8),
                UUID::randomUUID,
                (container, extensions) -> {});
    }

    /** Knows GET. */
    private static final class Application extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/fail")) {
                throw new IllegalStateException("on purpose");
            }
            response.setStatus(request.getMethod().equals("GET") ? 200 : 405);
            response.getWriter().print("answered");
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String ask(String method, String path, String... headers) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n");
            await().until(connection::hasEnded);
            return connection.received();
        }
    }

    @Test
    void aPageOfANamedOriginMayReadAnswersAndTheirHeaders() throws IOException {
        assertThat(ask("GET", "/", "Origin: " + PAGE))
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: " + PAGE, "Vary: Origin", "RateLimit-Policy")
                .doesNotContain("Allow-Credentials")
                .endsWith("answered");
    }

    @Test
    void errorsMayBeReadToo() throws IOException {
        assertThat(ask("GET", "/fail", "Origin: " + PAGE))
                .startsWith("HTTP/1.1 500")
                .contains("Access-Control-Allow-Origin: " + PAGE, "Vary: Origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sia.example.com.evil.example",
                "https://evil.example",
                "http://sia.example.com",
                "https://sia.example.com:8443",
                "https://sub.sia.example.com",
                "null",
                "*"
            })
    void otherPagesMayNot(String origin) throws IOException {
        String answer = ask("GET", "/", "Origin: " + origin);
        assertThat(answer).contains("Vary: Origin").doesNotContain("Access-Control");
        assertThat(ask("OPTIONS", "/", "Origin: " + origin, "Access-Control-Request-Method: GET"))
                .startsWith("HTTP/1.1 405")
                .doesNotContain("Access-Control");
    }

    @Test
    void answersABrowserThatAsks() throws IOException {
        assertThat(ask("OPTIONS", "/v1/me", "Origin: " + PAGE, "Access-Control-Request-Method: PATCH"))
                .startsWith("HTTP/1.1 204")
                .contains(
                        "Access-Control-Allow-Origin: " + PAGE,
                        "Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE",
                        "Access-Control-Allow-Headers: Authorization, Content-Type, Idempotency-Key, If-Match",
                        "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
                .doesNotContain("answered", "Allow-Credentials");
        assertThat(ask("OPTIONS", "/v1/me", "Origin: " + PAGE)).startsWith("HTTP/1.1 405");
    }

    @Test
    void withoutNamedOriginsNothingIsSaidToBrowsers() throws IOException {
        server.close();
        server = start(List.of());
        assertThat(ask("GET", "/", "Origin: " + PAGE)).doesNotContain("Access-Control", "Vary");
        assertThat(ask("OPTIONS", "/", "Origin: " + PAGE, "Access-Control-Request-Method: GET"))
                .startsWith("HTTP/1.1 405")
                .doesNotContain("Access-Control");
    }

    @Test
    void answersThatCannotBeGivenAreReadableToo() throws IOException {
        assertThat(ask("GET", "/", "Origin: " + PAGE, "X: " + "x".repeat(40_000)))
                .startsWith("HTTP/1.1 431");
        String[] many = new String[101];
        java.util.Arrays.setAll(many, number -> "X-" + number + ": x");
        assertThat(ask("GET", "/", many)).startsWith("HTTP/1.1 431").endsWith("{\"status\":431}");
        assertThat(ask("GET", "/" + "x".repeat(40_000)))
                .startsWith("HTTP/1.1 414")
                .endsWith("{\"status\":414}");
    }
}
