package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.http.HttpServer;
import dev.sia.server.http.HttpSettings;
import dev.sia.server.live.LiveEndpoint;
import dev.sia.validation.Watch;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that does not keep to the contracts would not get through a single test, whoever talks to it. */
class ContractValidationTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server = HttpServer.start(
            HttpSettings.of("127.0.0.1", 0),
            new ServletContainer(new ResourceConfig()
                    .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                    .register(Liar.class)),
            (status, id) -> "{\"status\":%d}".formatted(status).getBytes(StandardCharsets.UTF_8),
            UUID::randomUUID,
            (container, extensions) -> container.addMapping(LiveEndpoint.PATH, (request, response, callback) -> {
                response.setAcceptedSubProtocol(LiveEndpoint.SUBPROTOCOL);
                return new Gossip();
            }));

    /** Says more than the contract has. */
    @Path("/v1")
    public static final class Liar {
        /** With one member too many. */
        @GET
        @Path("/me")
        public Response me() {
            return Response.ok("{\"kind\":\"user\",\"id\":\"u\",\"name\":\"n\",\"organizations\":[],\"mood\":\"good\"}")
                    .type("application/json")
                    .build();
        }

        /** With another status. */
        @GET
        @Path("/organizations")
        public Response organizations() {
            return Response.accepted().build();
        }

        /** With a header of its own. */
        @GET
        @Path("/contracts")
        public Response contracts() {
            return Response.ok("{\"version\":\"1\",\"items\":[]}")
                    .type("application/json")
                    .header("Sia-Mood", "good")
                    .build();
        }
    }

    /** Says what nobody has declared, and closes with a code of its own when it is spoken to. */
    public static final class Gossip extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            session.sendText("{\"type\":\"weather\"}", Callback.NOOP);
        }

        @Override
        public void onWebSocketText(String text) {
            getSession().close(4999, "enough", Callback.NOOP);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void findsWhatAServerSaysBesideItsContract() throws Exception {
        get("/v1/me");
        assertThat(Watch.FINDINGS.take()).singleElement().asString().contains("getMe", "'mood'");

        get("/v1/organizations");
        assertThat(Watch.FINDINGS.take()).singleElement().asString().contains("listOrganizations", "status 202");

        get("/v1/contracts");
        assertThat(Watch.FINDINGS.take()).singleElement().asString().contains("listContracts", "header sia-mood");
    }

    @Test
    void findsARequestThatAServerShouldHaveRefused() throws Exception {
        get("/v1/me?mood=good");
        assertThat(Watch.FINDINGS.take())
                .anySatisfy(finding -> assertThat(finding).contains("getMe", "query parameter mood"));
    }

    @Test
    void findsWrongAnswersOfThePortItself() throws Exception {
        get("/v1/nothing");
        assertThat(Watch.FINDINGS.take())
                .anySatisfy(finding -> assertThat(finding).contains("/v1/nothing -> 404"));
    }

    @Test
    void findsUndeclaredFramesAndCloseCodes() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                closed.complete(code);
                return CompletableFuture.completedFuture(null);
            }
        };
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols(LiveEndpoint.SUBPROTOCOL)
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + LiveEndpoint.PATH), listener)
                .get(10, TimeUnit.SECONDS);
        socket.sendText("{\"type\":\"authenticate\",\"token\":\"t\"}", true).get(10, TimeUnit.SECONDS);
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(4999);

        assertThat(Watch.FINDINGS.take())
                .containsExactlyInAnyOrder(
                        "live frame 'weather' of the server: not declared", "live: close code 4999 is not declared");
    }
}
