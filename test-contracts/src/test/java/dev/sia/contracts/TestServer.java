package dev.sia.contracts;

import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.Node;
import dev.sia.contracts.node.StoredLogs;
import dev.sia.contracts.node.StoredRows;
import dev.sia.contracts.node.TestTemporal;
import dev.sia.server.Addresses;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
public final class TestServer implements Node, BeforeAllCallback, AutoCloseable {
    private volatile @Nullable LocalNode running;
    private volatile boolean closesItself;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(Namespace.create(TestServer.class))
                .computeIfAbsent(
                        LocalNode.class,
                        type -> new LocalNode(dataDirectory(), TestTemporal.outside()),
                        LocalNode.class);
    }

    /** A new one, which goes with the next build. */
    public static Path dataDirectory() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "server-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that nobody else uses; to be closed by whoever asked for it. */
    public static TestServer ofItsOwn() {
        TestServer own = new TestServer();
        own.running = new LocalNode(dataDirectory(), TestTemporal.outside());
        own.closesItself = true;
        return own;
    }

    /** Stops it, if it is its user's own; twice is the same as once. */
    @Override
    public void close() {
        if (closesItself) {
            closesItself = false;
            running().close();
        }
    }

    private LocalNode running() {
        return Objects.requireNonNull(running, "register this with @RegisterExtension in a static field");
    }

    @Override
    public Addresses addresses() {
        return running().addresses();
    }

    @Override
    public String token(UUID organization, Role role) {
        return running().token(organization, role);
    }

    /** What it has stored of logs. */
    public StoredLogs storedLogs() {
        return running().storedLogs();
    }

    /** All that it has stored of organizations. */
    public StoredRows storedRows() {
        return running().storedRows();
    }

    /** A new organization that the server has not heard of. */
    public Tenant tenant() {
        return new Tenant(this, UUID.randomUUID());
    }
}
