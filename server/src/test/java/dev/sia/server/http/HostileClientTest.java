package dev.sia.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that hold on to what they need not, or ask for what they do not want: each is cut off, and others notice nothing. */
class HostileClientTest {
    private static final int PLACES = 8;
    private static final Pace FAST =
            new Pace(Duration.ofMillis(300), Duration.ofMillis(300), 1_000_000, Duration.ofMillis(300));
    private static final Duration SLOW = Duration.ofMillis(10);

    private final AtomicInteger failedReads = new AtomicInteger();
    private final AtomicInteger failedWrites = new AtomicInteger();
    private final AtomicInteger holding = new AtomicInteger();
    private volatile CountDownLatch release = new CountDownLatch(1);
    private final HttpServer server = HttpServer.start(
            new HttpSettings(
                    "127.0.0.1",
                    0,
                    new HttpLimits(1_000, PLACES, Duration.ofSeconds(2), Duration.ofSeconds(5), FAST),
                    List.of(),
                    List.of(),
                    Optional.empty()),
            new Application(),
            (status, id) -> ("{\"status\":" + status + "}").getBytes(StandardCharsets.UTF_8),
            UUID::randomUUID,
            (container, extensions) -> {});

    private final class Application extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/read" -> read(request);
                case "/large" -> write(response);
                case "/hold" -> hold();
                default -> {}
            }
            response.getWriter().print("fine");
        }

        private void read(HttpServletRequest request) throws IOException {
            try {
                request.getInputStream().readAllBytes();
            } catch (IOException late) {
                failedReads.incrementAndGet();
                throw late;
            }
        }

        private void hold() {
            CountDownLatch until = release;
            holding.incrementAndGet();
            try {
                assertThat(until.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }

        private void write(HttpServletResponse response) throws IOException {
            try {
                for (int i = 0; i < 1_000; i++) {
                    response.getOutputStream().write(new byte[64 * 1024]);
                }
            } catch (IOException notTaken) {
                failedWrites.incrementAndGet();
                throw notTaken;
            }
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawConnection open() throws IOException {
        return new RawConnection(server.port());
    }

    /** From another address, in both versions. */
    private void assertOthersAreServed() throws IOException {
        assertThat(answer("127.0.0.2")).startsWith("HTTP/1.1 200").endsWith("fine");
        try (RawConnection other = new RawConnection(server.port(), "127.0.0.2").http2()) {
            other.frame(
                    RawConnection.HEADERS,
                    RawConnection.END_HEADERS | RawConnection.END_STREAM,
                    1,
                    RawConnection.request("/"));
            await().until(() -> other.hasEnded() || other.received().contains("fine"));
            assertThat(other.received()).contains("fine");
        }
    }

    private static void trickle(RawConnection connection, String text) {
        await().pollInterval(SLOW).until(() -> connection.send(text).hasEnded());
    }

    @Test
    void headersThatDoNotComeToTheirEnd() throws IOException {
        try (RawConnection slow = open()) {
            slow.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            assertOthersAreServed();
            trickle(slow, "x");
        }
    }

    @Test
    void headersOfASecondRequestThatDoNotComeToTheirEnd() throws IOException {
        try (RawConnection slow = open()) {
            slow.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> slow.hasEnded() || slow.received().endsWith("fine"));
            slow.send("G");
            trickle(slow, "E");
            assertThat(slow.received()).containsOnlyOnce("HTTP/1.1 200");
        }
    }

    @Test
    void emptyLinesAndNoRequest() throws IOException {
        try (RawConnection slow = open()) {
            trickle(slow, "\r\n");
        }
    }

    @Test
    void anHttp2FrameThatDoesNotComeToItsEnd() throws IOException {
        try (RawConnection slow = open().http2()) {
            slow.send(new byte[] {0, 64, 0, RawConnection.HEADERS, 0, 0, 0, 0, 1});
            trickle(slow, "x");
        }
    }

    @Test
    void bodiesThatDoNotComeToTheirEnd() throws IOException {
        List<RawConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * PLACES; i++) {
                all.add(open().send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin"));
            }
            assertOthersAreServed();
            for (RawConnection slow : all) {
                trickle(slow, "x");
            }
            assertThat(failedReads.get()).isPositive();
        } finally {
            for (RawConnection each : all) {
                each.close();
            }
        }
    }

    @Test
    void bodiesThatDoNotComeAtAll() throws IOException {
        try (RawConnection silent = open().send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")) {
            await().until(silent::hasEnded);
            assertThat(failedReads).hasValue(1);
        }
    }

    @Test
    void anAnswerThatIsTakenByteByByte() throws IOException {
        try (RawConnection slow = open().send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertOthersAreServed();
            await().pollInterval(SLOW).until(() -> {
                slow.hasEnded(1);
                return failedWrites.get() == 1;
            });
        }
    }

    @Test
    void anAnswerOfOneStreamThatIsNotTakenLeavesTheOthersAlone() throws IOException {
        try (RawConnection slow = open().http2()) {
            int whole = RawConnection.END_HEADERS | RawConnection.END_STREAM;
            slow.frame(RawConnection.HEADERS, whole, 1, RawConnection.request("/large"));
            await().until(() -> {
                slow.hasEnded();
                return failedWrites.get() == 1;
            });
            slow.frame(RawConnection.WINDOW_UPDATE, 0, 0, new byte[] {0, 1, 0, 0})
                    .frame(RawConnection.HEADERS, whole, 3, RawConnection.request("/"));
            await().until(() -> slow.hasEnded() || slow.received().contains("fine"));
            assertThat(slow.received()).contains("fine");
        }
    }

    /** Sends frames until the connection is ended. */
    private void flood(RawConnection connection, IntConsumer frames) throws IOException {
        AtomicInteger sent = new AtomicInteger();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            for (int i = 0; i < 100 && !connection.hasGone(); i++) {
                frames.accept(sent.getAndIncrement());
            }
            return connection.hasEnded();
        });
        assertOthersAreServed();
        // And whatever the connection held is free again.
        await().until(this::oneAddressHasAllItsPlaces);
    }

    private boolean oneAddressHasAllItsPlaces() throws IOException {
        release = new CountDownLatch(1);
        holding.set(0);
        List<RawConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < PLACES / 2; i++) {
                all.add(open().send("GET /hold HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            }
            await().until(() ->
                    holding.get() + all.stream().filter(RawConnection::hasEnded).count() == all.size());
            return holding.get() == all.size();
        } finally {
            release.countDown();
            for (RawConnection each : all) {
                each.close();
            }
        }
    }

    private String answer(String from) throws IOException {
        try (RawConnection connection = new RawConnection(server.port(), from)) {
            connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            await().until(connection::hasEnded);
            return connection.received();
        }
    }

    @Test
    void rapidReset() throws IOException {
        try (RawConnection hostile = open().http2()) {
            byte[] request = RawConnection.request("/");
            flood(
                    hostile,
                    n -> hostile.frame(
                                    RawConnection.HEADERS,
                                    RawConnection.END_HEADERS | RawConnection.END_STREAM,
                                    2 * n + 1,
                                    request)
                            .frame(RawConnection.RST_STREAM, 0, 2 * n + 1, new byte[] {0, 0, 0, 8}));
        }
    }

    @Test
    void pings() throws IOException {
        try (RawConnection hostile = open().http2()) {
            flood(hostile, n -> hostile.frame(RawConnection.PING, 0, 0, new byte[8]));
        }
    }

    @Test
    void settings() throws IOException {
        try (RawConnection hostile = open().http2()) {
            flood(hostile, n -> hostile.frame(RawConnection.SETTINGS, 0, 0, new byte[0]));
        }
    }

    @Test
    void emptyData() throws IOException {
        try (RawConnection hostile = open().http2()) {
            hostile.frame(RawConnection.HEADERS, RawConnection.END_HEADERS, 1, RawConnection.request("/read"));
            flood(hostile, n -> hostile.frame(RawConnection.DATA, 0, 1, new byte[0]));
        }
    }

    @Test
    void endlessContinuations() throws IOException {
        try (RawConnection hostile = open().http2()) {
            hostile.frame(RawConnection.HEADERS, 0, 1, RawConnection.request("/"));
            flood(hostile, n -> hostile.frame(RawConnection.CONTINUATION, 0, 1, new byte[0]));
        }
    }

    @Test
    void moreStreamsThanAllowed() throws IOException {
        byte[] request = RawConnection.request("/read");
        for (int round = 0; round < 4; round++) {
            try (RawConnection hostile = open().http2()) {
                flood(
                        hostile,
                        n -> hostile.frame(RawConnection.HEADERS, RawConnection.END_HEADERS, 2 * n + 1, request));
            }
        }
    }

    @Test
    void headersLargerThanAllowed() throws IOException {
        try (RawConnection hostile = open().http2()) {
            byte[] large = new byte[16_000];
            java.util.Arrays.fill(large, (byte) 0x82);
            hostile.frame(RawConnection.HEADERS, 0, 1, large);
            flood(hostile, n -> hostile.frame(RawConnection.CONTINUATION, 0, 1, large));
        }
    }
}
