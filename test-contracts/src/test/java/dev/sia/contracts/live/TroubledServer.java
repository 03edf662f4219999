package dev.sia.contracts.live;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sia.api.model.Scope;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.Node;
import dev.sia.contracts.node.Switchboard;
import dev.sia.contracts.node.UserKeys;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.server.Addresses;
import dev.sia.server.dev.EmbeddedPostgres;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * A server for what must not happen to the one that tests share: its database gets out of reach, tokens end, members leave, it has a fault, takes
 * one wrong token of an address and one watcher of an organization, and stops.
 */
final class TroubledServer implements Node, AutoCloseable {
    static final Set<String> STATES = Set.of(
            LiveStates.TOO_MANY_GUESSES,
            LiveStates.FAULT,
            LiveStates.TOKEN_ENDS,
            LiveStates.MEMBER_LEAVES,
            LiveStates.WATCHING_MEMBER_LEAVES,
            LiveStates.TOO_MANY_WATCHERS,
            LiveStates.NO_DATABASE,
            LiveStates.SERVER_STOPS);

    private static final Duration GOOD_FOR = Duration.ofHours(1);
    /** Longer than that, and longer than the server believes what it was told about a user's key. */
    private static final Duration A_WHILE = Duration.ofHours(2);

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.sia.server");
    private final EmbeddedPostgres postgres;
    private final Switchboard wayToTheDatabase = new Switchboard();
    private final UserKeys keys = new UserKeys();
    private final NodeClock clock = new NodeClock();
    private final AtomicInteger addresses = new AtomicInteger();
    private final LocalNode node;
    private boolean stopped;

    TroubledServer() {
        Path directory = TestServer.dataDirectory();
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), Optional.of(LocalNode.DATABASE_PROGRAMS));
        wayToTheDatabase.choosePort(database().getPort());
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIA_DATABASE_URL",
                        "jdbc:postgresql://" + wayToTheDatabase.target()
                                + database().getPath(),
                "SIA_DATABASE_USER", postgres.user(),
                "SIA_DATABASE_PASSWORD", postgres.password(),
                "SIA_DATABASE_TIMEOUT", "250ms",
                "SIA_LIVE_SOCKETS_PER_ORGANIZATION", "1",
                "SIA_RATE_LIMIT_REFUSED_CREDENTIALS", "1/1h",
                "SIA_TRUSTED_PROXIES", "127.0.0.1",
                "SIA_LOG_LEVEL", "error"));
        settings.putAll(keys.settings());
        node = new LocalNode(directory.resolve("node"), settings, clock.withZone(ZoneOffset.UTC));
    }

    private URI database() {
        return URI.create(postgres.url().substring("jdbc:".length()));
    }

    @Override
    public Addresses addresses() {
        return node.addresses();
    }

    @Override
    public String token(UUID organization, Role role) {
        return keys.key(organization, role);
    }

    LiveScene scene(String state) {
        Tenant tenant = new Tenant(this, UUID.randomUUID());
        if (state.equals(LiveStates.TOO_MANY_GUESSES)) {
            return new LiveScene(tenant, this::afterGuesses);
        }
        LiveScene scene = new LiveScene(tenant, this::session);
        switch (state) {
            case LiveStates.FAULT -> {
                fault(true);
                scene.afterwards(() -> fault(false));
            }
            case LiveStates.TOKEN_ENDS -> {
                scene.authenticate(tenant.owner()
                        .keys(tenant.organizationId())
                        .create("ci", Set.of(Scope.EVENTS_READ), GOOD_FOR)
                        .getKey());
                scene.watchEvents();
                scene.happening(() -> {
                    clock.leap(A_WHILE);
                    // What happens wakes the session, which sleeps until the end as the clock went before.
                    tenant.job();
                });
            }
            case LiveStates.MEMBER_LEAVES -> {
                scene.authenticate();
                scene.happening(() -> leave(tenant));
            }
            case LiveStates.WATCHING_MEMBER_LEAVES -> {
                scene.authenticate();
                scene.watchEvents();
                scene.happening(() -> {
                    leave(tenant);
                    scene.until("error");
                });
            }
            case LiveStates.TOO_MANY_WATCHERS -> {
                LiveScene another = new LiveScene(tenant, this::session);
                another.authenticate();
                another.watchEvents();
                scene.authenticate();
                scene.afterwards(another.session()::close);
            }
            case LiveStates.NO_DATABASE -> {
                scene.authenticate();
                cutOff();
                scene.afterwards(() -> restore(tenant));
            }
            case LiveStates.SERVER_STOPS -> {
                scene.authenticate();
                scene.watchEvents();
                scene.happening(this::stop);
            }
            default -> throw new AssertionError("Unknown provider state: " + state);
        }
        return scene;
    }

    private LiveSession session() {
        return new LiveSession(node.addresses().httpUrl());
    }

    /** From an address of its own: the server remembers it. */
    private LiveSession afterGuesses() {
        Map<String, String> from = Map.of("X-Forwarded-For", "198.51.100." + addresses.incrementAndGet());
        String httpUrl = node.addresses().httpUrl();
        try (LiveSession guess = new LiveSession(httpUrl, from)) {
            guess.send("{\"type\":\"authenticate\",\"token\":\"a guess at somebody's key\"}");
            guess.next();
        }
        return new LiveSession(httpUrl, from);
    }

    private void fault(boolean wanted) {
        // It tells of every mistake at length.
        log.setLevel(wanted ? Level.OFF : null);
        clock.faulty(wanted);
    }

    /** Time passes, so the server asks about the key when it is used the next time. */
    private void leave(Tenant tenant) {
        String key = tenant.token(Role.VIEWER);
        keys.leave(key);
        clock.leap(A_WHILE);
        try (LiveSession another = session()) {
            another.send("{\"type\":\"authenticate\",\"token\":\"" + key + "\"}");
            another.next();
        }
    }

    private void cutOff() {
        log.setLevel(Level.OFF);
        wayToTheDatabase.cutOff();
    }

    private void restore(Tenant tenant) {
        wayToTheDatabase.choosePort(database().getPort());
        Awaitility.await("the database")
                .ignoreException(SiaUnavailableException.class)
                .until(() -> tenant.owner()
                        .agents(tenant.organizationId())
                        .list()
                        .findAny()
                        .isEmpty());
        log.setLevel(null);
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            node.close();
        }
    }

    @Override
    public void close() {
        stop();
        keys.close();
        try {
            wayToTheDatabase.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.close();
    }
}
