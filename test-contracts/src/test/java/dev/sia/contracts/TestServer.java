package dev.sia.contracts;

import dev.sia.server.Addresses;
import dev.sia.server.Server;
import dev.sia.server.ServerConfig;
import dev.sia.server.dev.DevelopmentIssuer;
import dev.sia.server.dev.DevelopmentUser;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The production server, whole, on free ports and an empty data directory. It is started by the first test that asks for it and
 * closed after the last one.
 */
public final class TestServer implements BeforeAllCallback {
    /** Short, so that what happens at every heartbeat need not be waited for. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);

    private volatile @Nullable Running running;

    /** What is closed after the last test. */
    private record Running(Server server, DevelopmentIssuer issuer) implements AutoCloseable {
        static Running start() {
            Path data = dataDirectory();
            Server server = Server.start(ServerConfig.read(Map.of(
                    "SIA_DATA_DIR", data.toString(),
                    "SIA_HTTP_PORT", "0",
                    "SIA_GRPC_PORT", "0",
                    "SIA_MANAGEMENT_PORT", "0",
                    "SIA_LOG_LEVEL", "warn",
                    "SIA_AGENT_HEARTBEAT_INTERVAL", HEARTBEAT.toSeconds() + "s",
                    "SIA_OFFER_DEADLINE", "60s")));
            DevelopmentIssuer issuer =
                    DevelopmentIssuer.start(data.resolve("identity"), Clock.systemUTC(), name -> UUID.randomUUID());
            return new Running(server, issuer);
        }

        private static Path dataDirectory() {
            try {
                Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
                return Files.createTempDirectory(target, "server-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            issuer.close();
            server.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(Namespace.create(TestServer.class))
                .computeIfAbsent(Running.class, type -> Running.start(), Running.class);
    }

    private Running running() {
        return Objects.requireNonNull(running, "register this with @RegisterExtension in a static field");
    }

    /** Where it is. */
    public Addresses addresses() {
        return running().server().addresses();
    }

    /** A new organization that the server has not heard of. */
    public Tenant tenant() {
        return new Tenant(this, UUID.randomUUID());
    }

    /** A token of a user with a role in one organization. */
    String token(UUID organization, Role role) {
        OrganizationId id = new OrganizationId(organization);
        String user = role.wire() + "-of-" + organization;
        return running()
                .issuer()
                .issue(
                        new DevelopmentUser(
                                user,
                                role.wire() + "@example.com",
                                List.of(new DevelopmentUser.Place(id, "Organization " + organization, role))),
                        TOKEN_VALIDITY);
    }
}
