package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.live.Unsubscribe;
import dev.sia.api.live.Unsubscribed;
import dev.sia.api.model.CallerKind;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.Features;
import dev.sia.server.audit.AuditEntry;
import dev.sia.server.audit.AuditFilter;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.feed.FeedSettings;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSessionTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private LiveServer server;
    private PlayedJob job;
    private Principal ada;

    @BeforeEach
    void start() {
        server = new LiveServer(postgres.database(), LiveServer.SETTINGS);
        job = new PlayedJob(server.world);
        ada = member(Instant.now().plusSeconds(3600));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Principal member(Instant expiresAt) {
        return LiveServer.viewer(job.organization, expiresAt);
    }

    private Subscribe events(String id) {
        return new Subscribe(id, Topic.ORGANIZATION, job.organization.value(), null, null, null, null);
    }

    private static LiveSettings times(Duration authenticate, Duration send, Duration ping) {
        return new LiveSettings(List.of(), authenticate, send, ping);
    }

    @Test
    void goodTokenOpensTheSession() {
        try (LiveClient client = server.connect()) {
            server.authenticate(client, ada);
            assertThat(client.expect(Authenticated.class))
                    .isEqualTo(new Authenticated(CallerKind.USER, "ada", ada.expiresAt()));
        }
    }

    @Test
    void badTokenClosesIt() {
        try (LiveClient client = server.connect()) {
            client.send(new Authenticate("nonsense", null));
            assertThat(client.closeCode()).isEqualTo(4401);
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void silenceAtTheBeginningClosesIt() {
        LiveSettings impatient = times(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(30));
        try (LiveServer strict = new LiveServer(postgres.database(), impatient);
                LiveClient client = strict.connect()) {
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void sessionEndsWithItsToken() {
        try (LiveClient client = server.connect(ada)) {
            client.send(events("events"));
            client.until(CaughtUp.class::isInstance);
            server.tokens.put("token of ada", member(Instant.now().plusMillis(300)));
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void subscribeBeforeAuthenticateIsOutOfOrder() {
        try (LiveClient client = server.connect()) {
            client.send(events("events"));
            assertThat(client.closeCode()).isEqualTo(4409);
        }
    }

    @Test
    void secondAuthenticateIsOutOfOrder() {
        try (LiveClient client = server.connect(ada)) {
            server.authenticate(client, ada);
            assertThat(client.closeCode()).isEqualTo(4409);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "null",
                "[]",
                "{}",
                "{\"type\":\"dance\"}",
                "{\"type\":\"authenticate\"}",
                "{\"type\":\"authenticate\",\"token\":\"\"}",
                "{\"type\":\"authenticate\",\"ticket\":\"\"}",
                "{\"type\":\"authenticate\",\"token\":\"x\",\"ticket\":\"y\"}",
                "{\"type\":\"authenticate\",\"token\":null,\"ticket\":null}",
                "{\"type\":\"authenticate\",\"token\":17}",
                "{\"type\":\"authenticate\",\"token\":\"x\",\"more\":1}",
                "{\"type\":\"authenticate\",\"token\":\"x\",\"token\":\"y\"}",
                "{\"type\":\"authenticate\",\"token\":\"x\"} {}"
            })
    void frameThatBreaksItsSchemaClosesTheSession(String frame) {
        try (LiveClient client = server.connect()) {
            client.send(frame);
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "topic | 'dance'",
                "topic | null",
                "topic | 0",
                "subscriptionId | ''",
                "organizationId | 'acme'",
                "attempt | 0",
                "attempt | 1.5",
                "attempt | '1'",
                "afterSeq | -1",
                "follow | 'yes'",
                "unknown | 1"
            })
    void subscribeThatBreaksItsSchemaClosesTheSession(String member, String value) throws Exception {
        try (LiveClient client = server.connect(ada)) {
            JsonMapper mapper = new JsonMapper();
            ObjectNode frame = mapper.valueToTree(events("events"));
            frame.set(member, mapper.readTree(value.replace('\'', '"')));
            client.send(frame.toString());
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void binaryFrameClosesTheSession() {
        try (LiveClient client = server.connect(ada)) {
            client.sendBinary(new byte[] {1, 2, 3});
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void frameOf64KiBIsReadAndALargerOneIsNot() {
        String frame = "{\"type\":\"unsubscribe\",\"subscriptionId\":\"none\"}";
        try (LiveClient client = server.connect(ada)) {
            client.send(frame + " ".repeat(64 * 1024 - frame.length()));
            client.expect(Unsubscribed.class);
            client.send(frame + " ".repeat(64 * 1024 + 1 - frame.length()));
            assertThat(client.closeCode()).isEqualTo(4400);
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void hugeFrameClosesTheSession() {
        try (LiveClient client = server.connect(ada)) {
            client.send("x".repeat(2_000_000));
            assertThat(client.closeCode()).isEqualTo(4400);
        } catch (CompletionException cutOffWhileSending) {
            assertThat(cutOffWhileSending).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void foreignAndUnknownOrganizationsLookTheSame() {
        PlayedJob foreign = new PlayedJob(server.world);
        try (LiveClient client = server.connect(ada)) {
            client.send(new Subscribe("a", Topic.AGENTS, foreign.organization.value(), null, null, null, null));
            SubscriptionError theirs = client.expect(SubscriptionError.class);
            client.send(new Subscribe("a", Topic.AGENTS, UUID.randomUUID(), null, null, null, null));
            assertThat(client.expect(SubscriptionError.class)).isEqualTo(theirs);
            assertThat(theirs.code()).isEqualTo(ProblemCode.NOT_FOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JOB_LOG", "JOB"})
    void foreignAndUnknownJobsLookTheSame(Topic topic) {
        PlayedJob foreign = new PlayedJob(server.world);
        try (LiveClient client = server.connect(ada)) {
            client.send(new Subscribe("a", topic, job.organization.value(), foreign.id.value(), null, null, null));
            SubscriptionError theirs = client.expect(SubscriptionError.class);
            client.send(new Subscribe("a", topic, job.organization.value(), UUID.randomUUID(), null, null, null));
            assertThat(client.expect(SubscriptionError.class)).isEqualTo(theirs);
            assertThat(theirs.code()).isEqualTo(ProblemCode.NOT_FOUND);
            client.send(new Subscribe("a", topic, foreign.organization.value(), foreign.id.value(), null, null, null));
            assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.NOT_FOUND);
            assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions);
        }
    }

    @Test
    void anOutsiderWhoSubscribesIsNotedInTheAudit() {
        PlayedJob foreign = new PlayedJob(server.world);
        try (LiveClient client = server.connect(ada)) {
            client.send(new Subscribe("a", Topic.AGENTS, foreign.organization.value(), null, null, null, null));
            client.expect(SubscriptionError.class);

            AuditFilter subscribes = new AuditFilter(null, "subscribe", null, null, null, null, null);
            AuditEntry entry = await().until(
                            () -> server.world
                                    .features
                                    .audit
                                    .list(foreign.organization, subscribes, null, 1)
                                    .entries(),
                            entries -> !entries.isEmpty())
                    .getFirst();
            assertThat(entry.actor()).isEqualTo(Actor.user("ada", null));
            assertThat(entry.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(entry.address()).isEqualTo("192.0.2.9");
            assertThat(entry.requestId()).isNotNull();
        }
    }

    @Test
    void topicOfAJobNeedsItsId() {
        try (LiveClient client = server.connect(ada)) {
            client.send(new Subscribe("a", Topic.JOB, job.organization.value(), null, null, null, null));
            assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        }
    }

    @Test
    void idThatIsInUseIsOutOfOrder() {
        try (LiveClient client = server.connect(ada)) {
            client.send(events("a"));
            client.until(CaughtUp.class::isInstance);
            client.send(events("a"));
            assertThat(client.closeCode()).isEqualTo(4409);
        }
    }

    @Test
    void fiftySubscriptionsAndNoMore() {
        try (LiveClient client = server.connect(ada)) {
            for (int number = 1; number <= 50; number++) {
                client.send(events("s" + number));
                client.until(CaughtUp.class::isInstance);
            }
            client.send(events("s51"));
            assertThat(client.closeCode()).isEqualTo(4409);
        }
        await().until(() -> server.endpoint.sessions() == 0);
    }

    @Test
    void unsubscribeEndsOneSubscriptionAndFreesItsId() {
        try (LiveClient client = server.connect(ada)) {
            client.send(events("a"));
            client.until(CaughtUp.class::isInstance);
            client.send(new Unsubscribe("a"));
            assertThat(client.expect(Unsubscribed.class).subscriptionId()).isEqualTo("a");
            assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions);
            server.world.createJob(job.organization, "Not seen");
            client.send(events("a"));
            client.expect(Subscribed.class);
            client.expect(CaughtUp.class);
        }
    }

    @Test
    void unsubscribeOfNothingIsAnswered() {
        try (LiveClient client = server.connect(ada)) {
            client.send(new Unsubscribe("never"));
            assertThat(client.expect(Unsubscribed.class).subscriptionId()).isEqualTo("never");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLeftOfAClientThatIsGone(boolean politely) {
        try (LiveClient client = server.connect(ada)) {
            for (int number = 1; number <= 5; number++) {
                client.send(events("s" + number));
                client.until(CaughtUp.class::isInstance);
            }
            assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions + 1);
            assertThat(server.endpoint.sessions()).isEqualTo(1);
            if (politely) {
                client.leave();
            } else {
                client.abort();
            }
            await().until(() -> server.endpoint.sessions() == 0 && server.connections() == 0);
            assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions);
        }
    }

    @Test
    void nodeTakesSoManySocketsAndNoMore() {
        FeedSettings one = new FeedSettings(Duration.ofMinutes(10), 1, 10);
        try (LiveServer small = new LiveServer(postgres.database(), LiveServer.SETTINGS, one);
                LiveClient first = small.connect(ada)) {
            assertThat(handshake(small.uri(), LiveEndpoint.SUBPROTOCOL, null)).isEqualTo(503);
            first.leave();
            await().until(() -> small.watchers.present() == 0);
            small.connect(ada).close();
        }
    }

    @Test
    void organizationHasSoManySocketsOnANodeAndNoMore() {
        FeedSettings one = new FeedSettings(Duration.ofMinutes(10), 10, 1);
        PlayedJob other = new PlayedJob(server.world);
        Principal both = Principal.user(
                "both",
                "both@example.com",
                Map.of(
                        job.organization, new Membership(Role.VIEWER, "Acme"),
                        other.organization, new Membership(Role.VIEWER, "Other")),
                ada.expiresAt());
        try (LiveServer small = new LiveServer(postgres.database(), LiveServer.SETTINGS, one);
                LiveClient first = small.connect(ada);
                LiveClient second = small.connect(both)) {
            first.send(events("a"));
            first.until(CaughtUp.class::isInstance);
            first.send(events("b"));
            first.until(CaughtUp.class::isInstance);
            second.send(events("a"));
            assertThat(second.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.TOO_MANY_WATCHERS);
            second.send(new Subscribe("a", Topic.ORGANIZATION, other.organization.value(), null, null, null, null));
            second.until(CaughtUp.class::isInstance);
            first.leave();
            await().until(() -> small.watchers.organizations() == 1);
            second.send(events("b"));
            second.until(CaughtUp.class::isInstance);
        }
    }

    @Test
    void clientThatDoesNotReadIsLeftBehindAndCanGoOn() {
        LiveSettings impatient = times(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(30));
        try (LiveServer strict = new LiveServer(postgres.database(), impatient);
                LiveClient client = new LiveClient(strict.uri(), false)) {
            job.begin();
            for (int first = 1; first <= 10_000; first += 100) {
                job.log(first, first + 99, "x".repeat(2_000));
            }
            strict.authenticate(client, ada);
            await().until(() -> strict.tokens.size() == 1);
            client.send(
                    new Subscribe("log", Topic.JOB_LOG, job.organization.value(), job.id.value(), null, null, null));
            await().until(() -> strict.world.signals.subscriptions() > 0);
            await().until(() -> strict.world.signals.subscriptions() == 0);
            client.read();
            assertThat(client.closeCode()).isEqualTo(1013);
            await().until(() -> strict.endpoint.sessions() == 0);
            assertThat(client.closeReason()).matches("Too slow: go on after 1:\\d+ \\(log\\)");
            long standing = Long.parseLong(client.closeReason().replaceAll(".*1:(\\d+).*", "$1"));
            long last = client.taken().stream()
                    .filter(LogBatch.class::isInstance)
                    .mapToLong(frame -> ((LogBatch) frame).lines().getLast().getSeq())
                    .max()
                    .orElse(0);
            assertThat(last).isGreaterThanOrEqualTo(standing);
            assertThat(client.waiting())
                    .as("frames sent before the server gave up")
                    .isLessThan(150);
        }
    }

    @Test
    void clientThatAnswersNoPingIsGivenUp() {
        LiveSettings pinging = times(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(700));
        try (LiveServer strict = new LiveServer(postgres.database(), pinging);
                LiveClient mute = new LiveClient(strict.uri(), false);
                LiveClient lively = strict.connect(ada)) {
            strict.authenticate(mute, ada);
            await().until(() -> strict.endpoint.sessions() == 1);
            mute.read();
            assertThat(mute.closeCode()).isEqualTo(1013);
            lively.send(new Unsubscribe("still here"));
            lively.expect(Unsubscribed.class);
        }
    }

    @Test
    void stoppingServerSendsEverybodyAway() {
        try (LiveClient client = server.connect(ada);
                LiveClient undecided = server.connect()) {
            client.send(events("a"));
            client.until(CaughtUp.class::isInstance);
            server.endpoint.close();
            assertThat(client.closeCode()).isEqualTo(1001);
            assertThat(undecided.closeCode()).isEqualTo(1001);
            assertThat(server.endpoint.sessions()).isZero();
            assertThat(handshake(LiveEndpoint.SUBPROTOCOL, null)).isEqualTo(503);
        }
    }

    @Test
    void handshakeNeedsTheSubprotocolAndAnAllowedOrigin() {
        assertThat(handshake("other.v1", null)).isEqualTo(400);
        assertThat(handshake(null, null)).isEqualTo(400);
        long denied = server.world.features.denials.ofNobody();
        assertThat(handshake(LiveEndpoint.SUBPROTOCOL, "https://evil.example")).isEqualTo(403);
        assertThat(handshake(LiveEndpoint.SUBPROTOCOL, "null")).isEqualTo(403);
        assertThat(server.world.features.denials.ofNobody()).isEqualTo(denied + 2);
        assertThat(handshake(LiveEndpoint.SUBPROTOCOL, "https://app.example.com"))
                .isEqualTo(101);
        assertThat(handshake(LiveEndpoint.SUBPROTOCOL, "http://" + server.uri().getAuthority()))
                .isEqualTo(101);
    }

    @Test
    void credentialIsNotTakenFromTheAddress() {
        server.tokens.put("good", ada);
        URI address = URI.create(server.uri() + "?token=good");
        assertThat(handshake(address, LiveEndpoint.SUBPROTOCOL, null)).isEqualTo(400);
    }

    /** Status of the answer. */
    private int handshake(@Nullable String subprotocol, @Nullable String origin) {
        return handshake(server.uri(), subprotocol, origin);
    }

    private static int handshake(URI uri, @Nullable String subprotocol, @Nullable String origin) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket.Builder builder = http.newWebSocketBuilder();
            if (subprotocol != null) {
                builder.subprotocols(subprotocol);
            }
            if (origin != null) {
                builder.header("Origin", origin);
            }
            builder.buildAsync(uri, new WebSocket.Listener() {}).join().abort();
            return 101;
        } catch (CompletionException refused) {
            assertThat(refused).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return refused.getCause() instanceof WebSocketHandshakeException handshake
                    ? handshake.getResponse().statusCode()
                    : 0;
        }
    }

    @Test
    void oneSessionsTroubleIsNotAnothers() {
        try (LiveClient bad = server.connect(ada);
                LiveClient good = server.connect(ada)) {
            good.send(events("a"));
            good.until(CaughtUp.class::isInstance);
            bad.send("nonsense");
            assertThat(bad.closeCode()).isEqualTo(4400);
            server.world.createJob(job.organization, "Another");
            good.expect(EventFrame.class);
        }
    }
}
