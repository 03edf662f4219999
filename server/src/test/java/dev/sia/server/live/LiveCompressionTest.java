package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.ExtensionConfig;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LiveCompressionTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    /** Reads texts that Jetty's client has unpacked. */
    public static final class Reader extends Session.Listener.AbstractAutoDemanding {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @Override
        public void onWebSocketText(String text) {
            texts.add(text);
        }
    }

    @Test
    void offeredCompressionIsTakenWithoutContextAndNothingIsLostInIt() throws Exception {
        WebSocketClient client = new WebSocketClient();
        client.setMaxTextMessageSize(1 << 20);
        client.start();
        try (LiveServer server = new LiveServer(postgres.database(), LiveServer.SETTINGS)) {
            PlayedJob job = new PlayedJob(server.world);
            job.begin().log(1, 500, "the same words again and again, which is what compression is for, line ");
            server.tokens.put(
                    "t", LiveServer.viewer(job.organization, Instant.now().plusSeconds(3600)));
            ClientUpgradeRequest request = new ClientUpgradeRequest(server.uri());
            request.setSubProtocols(LiveEndpoint.SUBPROTOCOL);
            request.addExtensions(ExtensionConfig.parse("permessage-deflate"));
            Reader reader = new Reader();
            Session session = client.connect(reader, request).get(20, TimeUnit.SECONDS);
            assertThat(session.getUpgradeResponse().getExtensions())
                    .extracting(ExtensionConfig::getParameterizedName)
                    .singleElement()
                    .asString()
                    .startsWith("permessage-deflate")
                    .contains("server_no_context_takeover");
            session.sendText("{\"type\":\"authenticate\",\"token\":\"t\"}", Callback.NOOP);
            session.sendText(
                    "{\"type\":\"subscribe\",\"subscriptionId\":\"log\",\"topic\":\"job-log\",\"organizationId\":\""
                            + job.organization + "\",\"jobId\":\"" + job.id + "\"}",
                    Callback.NOOP);
            long expected = 1;
            while (expected <= 501) {
                var frame = new JsonMapper().readTree(reader.texts.poll(20, TimeUnit.SECONDS));
                for (var line : frame.path("lines")) {
                    assertThat(line.path("seq").asLong()).isEqualTo(expected++);
                }
                if (frame.path("type").asText().equals("caught-up")) {
                    job.log(501, 501);
                }
            }
            session.disconnect();
            await().until(() -> server.endpoint.sessions() == 0);
        } finally {
            client.stop();
        }
    }
}
