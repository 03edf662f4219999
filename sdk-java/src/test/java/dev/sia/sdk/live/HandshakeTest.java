package dev.sia.sdk.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Refusals before there is a session. */
@Timeout(30)
class HandshakeTest {
    private static final LogOptions QUICK = LogOptions.FOLLOW.reconnecting(
            new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(5), 3));

    private final AtomicInteger requests = new AtomicInteger();

    private void read(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try (SiaClient sia = SiaClient.builder()
                        .baseUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .token(() -> "t")
                        .build();
                LiveLog log = sia.live().jobLog(UUID.randomUUID(), UUID.randomUUID(), QUICK)) {
            log.forEach(it -> {});
        } finally {
            server.stop(0);
        }
    }

    @Test
    void endsWhenTheServerDoesNotWantTheSession() {
        assertThatThrownBy(() -> read(403))
                .isInstanceOf(SiaForbiddenException.class)
                .hasMessageContaining("was refused with status 403");
        assertThatThrownBy(() -> read(404)).isInstanceOf(SiaNotFoundException.class);
        assertThat(requests).hasValue(2);
    }

    @Test
    void triesAgainWhenTheServerIsNotReady() {
        assertThatThrownBy(() -> read(503)).isInstanceOf(SiaUnavailableException.class);
        assertThat(requests).hasValue(3);
    }
}
