package dev.sia.contracts.rest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sia.api.model.Scope;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.Switchboard;
import dev.sia.sdk.RetryPolicy;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaRateLimitedException;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.server.dev.EmbeddedPostgres;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/**
 * A server in a bad way: it is out of reach of its database, gives every caller few requests an hour, and takes small bodies
 * only. Before it came to that, it met some callers.
 */
final class StrainedServer implements AutoCloseable {
    private static final int REQUESTS_OF_A_CALLER = 20;

    /** Those that spend a request each when there is no database. */
    private static final int CALLERS = 12;

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.sia.server");
    private final EmbeddedPostgres postgres;
    private final Switchboard wayToTheDatabase = new Switchboard();
    private final LocalNode node;
    private final Deque<Caller> owners = new ArrayDeque<>();
    private final Deque<Caller> keys = new ArrayDeque<>();
    private final Caller tooBusy;

    /** Somebody whom the server knows. */
    record Caller(UUID organizationId, String token) {}

    StrainedServer() {
        Path directory = TestServer.dataDirectory();
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), Optional.of(LocalNode.DATABASE_PROGRAMS));
        URI database = URI.create(postgres.url().substring("jdbc:".length()));
        wayToTheDatabase.choosePort(database.getPort());
        node = new LocalNode(
                directory.resolve("node"),
                Map.of(
                        "SIA_DATABASE_URL", "jdbc:postgresql://" + wayToTheDatabase.target() + database.getPath(),
                        "SIA_DATABASE_USER", postgres.user(),
                        "SIA_DATABASE_PASSWORD", postgres.password(),
                        "SIA_DATABASE_TIMEOUT", "250ms",
                        "SIA_ALLOW_DEVELOPMENT_IDENTITY", "true",
                        "SIA_RATE_LIMIT_PER_PRINCIPAL", REQUESTS_OF_A_CALLER + "/1h",
                        "SIA_RATE_LIMIT_REFUSED_CREDENTIALS", "10000/1m",
                        "SIA_MAX_BODY_BYTES", "1KiB",
                        "SIA_LOG_LEVEL", "error"));
        for (int count = 0; count < CALLERS; count++) {
            meet();
        }
        tooBusy = meet();
        spend(tooBusy);
        // Everything that needs the database says all the time that it is not there.
        log.setLevel(Level.ERROR);
        wayToTheDatabase.cutOff();
    }

    private Caller meet() {
        try (Tenant organization = new Tenant(node, UUID.randomUUID())) {
            String key = organization
                    .owner()
                    .keys(organization.organizationId())
                    .create("nightly build", Set.of(Scope.JOBS_READ), null)
                    .getKey();
            keys.add(new Caller(organization.organizationId(), key));
            Caller owner = new Caller(organization.organizationId(), organization.token(Role.OWNER));
            owners.add(owner);
            return owner;
        }
    }

    private void spend(Caller caller) {
        owners.remove(caller);
        try (SiaClient client = SiaClient.builder()
                .baseUrl(node.addresses().httpUrl())
                .token(caller::token)
                .retries(RetryPolicy.NONE)
                .build()) {
            for (int request = 0; request <= REQUESTS_OF_A_CALLER; request++) {
                askFor(client);
            }
            throw new AssertionError("The server let a caller ask for more than its share");
        } catch (SiaRateLimitedException asWished) {
            // From now on it is refused.
        }
    }

    /** One request, whether or not a connection to the database is found in the short time that there is for it. */
    private static void askFor(SiaClient client) {
        try {
            client.me();
        } catch (SiaUnavailableException busy) {
            // It was counted.
        }
    }

    URI url() {
        return URI.create(node.addresses().httpUrl());
    }

    /** The owner of an organization; another one each time. */
    Caller owner() {
        return next(owners);
    }

    /** An API key that has not been looked up yet. */
    Caller key() {
        return next(keys);
    }

    /** Somebody who has asked too often. */
    Caller tooBusy() {
        return tooBusy;
    }

    private static Caller next(Deque<Caller> callers) {
        Caller caller = callers.removeFirst();
        callers.addLast(caller);
        return caller;
    }

    @Override
    public void close() {
        wayToTheDatabase.choosePort(
                URI.create(postgres.url().substring("jdbc:".length())).getPort());
        node.close();
        log.setLevel(null);
        try {
            wayToTheDatabase.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.close();
    }
}
