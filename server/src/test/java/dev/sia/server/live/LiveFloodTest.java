package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Topic;
import dev.sia.api.live.Unsubscribe;
import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One client does too much of something; it is sent away and another does not notice. */
class LiveFloodTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    /** Far more than any limit allows in the time that it takes to send so many. */
    private static final int MANY = 100_000;

    private LiveServer server;
    private OrganizationId organization;
    private Principal ada;
    private LiveClient good;

    @BeforeEach
    void start() {
        server = new LiveServer(postgres.database(), LiveServer.SETTINGS);
        organization = server.world.organization();
        ada = LiveServer.viewer(organization, Instant.now().plusSeconds(3600));
        good = server.connect(ada);
        good.send(events("good"));
        good.until(CaughtUp.class::isInstance);
    }

    @AfterEach
    void stop() {
        good.close();
        server.close();
    }

    private Subscribe events(String id) {
        return new Subscribe(id, Topic.ORGANIZATION, organization.value(), null, null, null, null);
    }

    private void flood(LiveClient client, Runnable once, int closeCode) {
        try {
            for (int time = 0; time < MANY && !client.isClosed(); time++) {
                once.run();
            }
        } catch (CompletionException cutOffWhileSending) {
            // What the server said is looked at below.
        }
        assertThat(client.closeCode()).isEqualTo(closeCode);
        server.world.createJob(organization, "Another");
        good.expect(EventFrame.class);
        await().until(() -> server.endpoint.sessions() == 1 && server.connections() == 1);
        assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions + 1);
    }

    @Test
    void subscribingAndUnsubscribingInALoop() {
        try (LiveClient client = server.connect(ada)) {
            flood(
                    client,
                    () -> {
                        client.send(events("loop"));
                        client.send(new Unsubscribe("loop"));
                    },
                    4409);
            assertThat(client.closeReason()).startsWith("Too many frames");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pings(boolean authenticated) {
        try (LiveClient client = authenticated ? server.connect(ada) : server.connect()) {
            flood(client, client::ping, 4409);
        }
    }

    @Test
    void pongsThatNobodyAskedFor() {
        try (LiveClient client = server.connect(ada)) {
            flood(client, client::pong, 4409);
        }
    }

    @Test
    void emptyPartsOfAFrameThatNeverEnds() {
        try (LiveClient client = server.connect(ada)) {
            flood(client, () -> client.sendPart(""), 4400);
        }
    }

    @Test
    void aFewPingsAreAnswered() {
        try (LiveClient client = server.connect(ada)) {
            for (int ping = 0; ping < 50; ping++) {
                client.ping();
            }
            await().until(() -> client.pongs() == 50);
        }
    }
}
