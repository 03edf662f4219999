package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.limit.TestLimits;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and for how long. */
class LiveAccessTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private LiveServer server;
    private OrganizationId acme;
    private OrganizationId other;

    @BeforeEach
    void start() {
        server = new LiveServer(postgres.database(), LiveServer.SETTINGS);
        acme = server.world.organization();
        other = server.world.organization();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Principal ada(OrganizationId... organizations) {
        Map<OrganizationId, Membership> memberships = new HashMap<>();
        for (OrganizationId organization : organizations) {
            memberships.put(organization, new Membership(Role.VIEWER, "Organization"));
        }
        return Principal.user("ada", null, memberships, Instant.now().plusSeconds(3600));
    }

    private Principal key(Scope... scopes) {
        return Principal.apiKey(
                "key",
                "CI",
                acme,
                new Membership(new Scopes(Set.of(scopes)), "Acme"),
                Instant.now().plusSeconds(3600));
    }

    private void becomes(Principal now) {
        server.tokens.put("token of " + now.id(), now);
    }

    private static Subscribe events(OrganizationId organization) {
        return new Subscribe(organization.toString(), Topic.ORGANIZATION, organization.value(), null, null, null, null);
    }

    private static Subscribe queues(OrganizationId organization) {
        return new Subscribe("queues", Topic.QUEUE, organization.value(), null, null, null, null);
    }

    private static void watch(LiveClient client, Subscribe wish) {
        client.send(wish);
        client.until(CaughtUp.class::isInstance);
    }

    /** The whole session goes on as if nothing had happened. */
    private void expectUnaffected(LiveClient client) {
        server.world.createJob(acme, "Something happens");
        client.until(EventFrame.class::isInstance);
    }

    private LiveClient enter(String ticket) {
        LiveClient client = server.connect();
        client.send(new Authenticate(null, ticket));
        return client;
    }

    private String ticket(Principal maker) {
        return server.world
                .features
                .liveTickets
                .create(acme, maker, TestFeatures.ADA)
                .ticket();
    }

    @Test
    void ticketOpensOneSessionForItsOrganization() {
        Principal both = ada(acme, other);
        String ticket = ticket(both);
        try (LiveClient client = enter(ticket)) {
            assertThat(client.expect(Authenticated.class).id()).isEqualTo("ada");
            try (LiveClient again = enter(ticket)) {
                assertThat(again.closeCode()).isEqualTo(4401);
            }
            watch(client, events(acme));
            client.send(events(other));
            assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.NOT_FOUND);
            expectUnaffected(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "sia_lt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void wrongTicketClosesTheSession(String ticket) {
        try (LiveClient client = enter(ticket)) {
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void addressThatGuessesHasToWaitWhateverItSendsNext() {
        for (int i = 0; i < TestLimits.GUESSES; i++) {
            try (LiveClient client = enter("guess " + i)) {
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
        try (LiveClient right = enter(ticket(ada(acme)))) {
            assertThat(right.closeCode()).isEqualTo(1013);
            assertThat(right.closeReason())
                    .startsWith("Too many credentials from your address were refused; try again in ");
        }
    }

    @Test
    void tokenIsNoTicketAndATicketIsNoToken() {
        Principal ada = ada(acme);
        becomes(ada);
        try (LiveClient first = enter("token of ada");
                LiveClient second = server.connect()) {
            second.send(new Authenticate(ticket(ada), null));
            assertThat(first.closeCode()).isEqualTo(4401);
            assertThat(second.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void sessionOfATicketEndsWithTheTokenThatMadeIt() {
        Principal brief = Principal.user(
                "ada",
                null,
                Map.of(acme, new Membership(Role.VIEWER, "Acme")),
                Instant.now().plusSeconds(5));
        try (LiveClient client = enter(ticket(brief))) {
            watch(client, events(acme));
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void sessionOfATicketHearsWhatBecomesOfTheKeyThatMadeIt() {
        server.tokens.put("key key", key(Scope.JOBS_READ, Scope.EVENTS_READ));
        try (LiveClient client = enter(ticket(key(Scope.JOBS_READ, Scope.EVENTS_READ)))) {
            client.expect(Authenticated.class);
            watch(client, events(acme));
            watch(client, queues(acme));
            server.tokens.put("key key", key(Scope.JOBS_READ));
            assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.FORBIDDEN);
            server.tokens.remove("key key");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void ticketIsOfNoUseWhenTheKeyThatMadeItIsRevoked() {
        try (LiveClient client = enter(ticket(key(Scope.JOBS_READ)))) {
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void revokedCredentialEndsEverySessionThatHasItAndNoOther() {
        Principal bob = Principal.user(
                "bob",
                null,
                Map.of(acme, new Membership(Role.VIEWER, "Acme")),
                Instant.now().plusSeconds(3600));
        try (LiveClient one = server.connect(ada(acme));
                LiveClient another = server.connect(ada(acme));
                LiveClient unaffected = server.connect(bob)) {
            watch(one, events(acme));
            watch(unaffected, events(acme));
            server.tokens.remove("token of ada");
            assertThat(one.closeCode()).isEqualTo(4401);
            assertThat(another.closeCode()).isEqualTo(4401);
            expectUnaffected(unaffected);
        }
        await().until(() -> server.credentials.size() == 0);
    }

    @Test
    void lostMembershipEndsItsSubscriptionsAndTheOthersGoOn() {
        try (LiveClient client = server.connect(ada(acme, other))) {
            watch(client, events(acme));
            watch(client, events(other));
            becomes(ada(acme));
            SubscriptionError ended = client.expect(SubscriptionError.class);
            assertThat(ended.subscriptionId()).isEqualTo(other.toString());
            assertThat(ended.code()).isEqualTo(ProblemCode.NOT_FOUND);
            client.send(events(other));
            assertThat(client.expect(SubscriptionError.class).detail()).isEqualTo(ended.detail());
            expectUnaffected(client);
        }
    }

    @Test
    void lowerGrantEndsWhatItDoesNotAllow() {
        try (LiveClient client = server.connect(key(Scope.JOBS_READ, Scope.EVENTS_READ))) {
            watch(client, events(acme));
            watch(client, queues(acme));
            becomes(key(Scope.JOBS_READ));
            SubscriptionError ended = client.expect(SubscriptionError.class);
            assertThat(ended.subscriptionId()).isEqualTo(acme.toString());
            assertThat(ended.code()).isEqualTo(ProblemCode.FORBIDDEN);
            expectUnaffected(client);
            becomes(key());
            client.until(SubscriptionError.class::isInstance);
            assertThat(client.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    void lostMembershipOfTheOnlyOrganizationClosesTheSession() {
        try (LiveClient watching = server.connect(ada(acme))) {
            watch(watching, events(acme));
            becomes(ada());
            assertThat(watching.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.NOT_FOUND);
            assertThat(watching.closeCode()).isEqualTo(4403);
        }
        try (LiveClient idle = server.connect(ada(acme))) {
            becomes(ada());
            assertThat(idle.closeCode()).isEqualTo(4403);
        }
        await().until(() -> server.watchers.present() == 0 && server.watchers.organizations() == 0);
    }

    @Test
    void anotherAnswerThatAllowsTheSameChangesNothing() {
        try (LiveClient client = server.connect(ada(acme, other))) {
            watch(client, events(acme));
            int checks = server.checks.get();
            becomes(ada(acme));
            await().until(() -> server.checks.get() > checks + 2);
            expectUnaffected(client);
        }
    }
}
