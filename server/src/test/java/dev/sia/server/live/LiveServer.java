package dev.sia.server.live;

import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.feed.FeedSettings;
import dev.sia.server.feed.FeedSources;
import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.Watchers;
import dev.sia.server.http.ClientAddresses;
import dev.sia.server.http.RequestIds;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.CredentialWatch;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.json.RecordJson;
import dev.sia.server.limit.TestLimits;
import dev.sia.server.organization.OrganizationId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** The endpoint on a Jetty of its own, over the production features and a test database. */
final class LiveServer implements AutoCloseable {
    static final LiveSettings SETTINGS = new LiveSettings(
            List.of("https://app.example.com"), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));

    private static final Duration CHECKS = Duration.ofMillis(50);

    /** Polls are far away, so that a test that passes owes it to the signals. */
    static final FeedSettings LIMITS = new FeedSettings(Duration.ofMinutes(10), 1_000, 1_000);

    final TestFeatures world;
    final Feeds feeds;
    final Watchers watchers;
    final CredentialWatch credentials;
    final LiveEndpoint endpoint;
    final Map<String, Principal> tokens = new ConcurrentHashMap<>();
    /** How often a token was looked at. */
    final AtomicInteger checks = new AtomicInteger();

    /** Subscriptions to signals that the features themselves hold. */
    final int idleSubscriptions;

    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);

    LiveServer(Database database, LiveSettings settings) {
        this(database, settings, LIMITS);
    }

    LiveServer(Database database, LiveSettings settings, FeedSettings limits) {
        world = new TestFeatures(database);
        idleSubscriptions = world.signals.subscriptions();
        FeedSources sources = new FeedSources(
                world.features.jobs, world.features.attempts, world.features.logs, world.features.events);
        feeds = new Feeds(sources, new RecordJson(), world.signals, limits);
        watchers = new Watchers(limits);
        credentials = new CredentialWatch(new TestTokens(), Clock.systemUTC(), CHECKS);
        credentials.start();
        endpoint = new LiveEndpoint(
                settings,
                credentials,
                world.features.liveTickets,
                feeds,
                watchers,
                world.features.denials,
                TestLimits.limits(),
                Clock.systemUTC());
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new Attributes(WebSocketUpgradeHandler.from(
                jetty,
                container -> endpoint.configure(
                        container,
                        WebSocketServerComponents.ensureWebSocketComponents(jetty)
                                .getExtensionRegistry()))));
        world.features.denials.start();
        try {
            jetty.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private final class TestTokens implements Authenticator {
        @Override
        public Principal authenticate(String token) {
            checks.incrementAndGet();
            Principal user = tokens.get(token);
            if (user == null) {
                throw new DomainException(ErrorCode.UNAUTHENTICATED, "The token is not valid.");
            }
            return user;
        }

        /** As what knows of keys does. */
        @Override
        public Principal renew(Principal known) {
            return known.kind() == PrincipalKind.API_KEY ? authenticate("key " + known.id()) : known;
        }
    }

    /** Somebody who may see the organization and no more. */
    static Principal viewer(OrganizationId organization, Instant expiresAt) {
        return Principal.user(
                "ada", "ada@example.com", Map.of(organization, new Membership(Role.VIEWER, "Acme")), expiresAt);
    }

    /** TCP connections that are open. */
    int connections() {
        return connector.getConnectedEndPoints().size();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + LiveEndpoint.PATH);
    }

    LiveClient connect() {
        return new LiveClient(uri(), true);
    }

    /** A client whose session is authenticated. */
    LiveClient connect(Principal user) {
        LiveClient client = connect();
        authenticate(client, user);
        client.expect(Authenticated.class);
        return client;
    }

    void authenticate(LiveClient client, Principal user) {
        tokens.put("token of " + user.id(), user);
        client.send(new Authenticate("token of " + user.id(), null));
    }

    /** What the HTTP server tells of every request. */
    private static final class Attributes extends Handler.Wrapper {
        Attributes(Handler next) {
            super(next);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            request.setAttribute(RequestIds.ATTRIBUTE, UUID.randomUUID().toString());
            request.setAttribute(ClientAddresses.ATTRIBUTE, "192.0.2.9");
            return super.handle(request, response, callback);
        }
    }

    @Override
    public void close() {
        endpoint.close();
        credentials.close();
        world.features.denials.close();
        try {
            jetty.stop();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        feeds.close();
    }
}
