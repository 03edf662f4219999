package dev.sia.contracts.rest;

import static org.awaitility.Awaitility.await;

import dev.sia.contracts.TestServer;
import dev.sia.contracts.node.LocalNode;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** A server that answers one request of an address at a time, and has one whose body does not come. */
final class BusyServer implements AutoCloseable {
    private static final UUID ORGANIZATION = UUID.randomUUID();
    /** One that is just leaving does not hold its place for as long. */
    private static final Duration SURE = Duration.ofMillis(200);

    private final LocalNode node;
    private final HttpClient client = HttpClient.newHttpClient();
    private Socket slow = new Socket();

    BusyServer() {
        node = new LocalNode(
                TestServer.dataDirectory(), Map.of("SIA_HTTP_REQUESTS", "2", "SIA_ALLOW_DEVELOPMENT_IDENTITY", "true"));
    }

    URI url() {
        return URI.create(node.addresses().httpUrl());
    }

    /** Nobody else is answered from now on, for the time that a server waits for a body that does not come. */
    void occupy() {
        begin();
        await().during(SURE).until(() -> {
            if (isAnswered()) {
                begin();
                return false;
            }
            return refuses();
        });
    }

    private void begin() {
        try {
            slow.close();
            slow = new Socket(url().getHost(), url().getPort());
            slow.getOutputStream()
                    .write("""
                            POST /v1/organizations/%s/jobs HTTP/1.1\r
                            Host: %s\r
                            Authorization: Bearer %s\r
                            Content-Type: application/json\r
                            Content-Length: 100\r
                            \r
                            {""".formatted(ORGANIZATION, url().getAuthority(), node.token(ORGANIZATION, Role.OWNER))
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody else, such as the one before it, had the place still when it came. */
    private boolean isAnswered() throws IOException {
        return slow.getInputStream().available() > 0;
    }

    private boolean refuses() throws IOException, InterruptedException {
        HttpRequest probe = HttpRequest.newBuilder(url().resolve("/docs")).build();
        return client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 503;
    }

    @Override
    public void close() {
        try {
            slow.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.close();
        node.close();
    }
}
