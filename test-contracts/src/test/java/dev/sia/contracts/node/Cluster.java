package dev.sia.contracts.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.sia.contracts.Tenant;
import dev.sia.server.dev.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Any number of nodes on one empty database, for one test. What is given to {@link #closing} is closed after the test, the last
 * first, and so is every node.
 */
public final class Cluster implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    private final boolean databaseOfItsOwn;
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable Path directory;
    private @Nullable Postgres postgres;
    private @Nullable String url;

    /** On the PostgreSQL that all clusters share. */
    public Cluster() {
        this(false);
    }

    private Cluster(boolean databaseOfItsOwn) {
        this.databaseOfItsOwn = databaseOfItsOwn;
    }

    /** On a PostgreSQL that nobody else uses, so that it may be killed. */
    public static Cluster withDatabaseOfItsOwn() {
        return new Cluster(true);
    }

    /** One for all clusters of this JVM that do not want their own. */
    private record Postgres(EmbeddedPostgres server) implements AutoCloseable {
        static Postgres start() {
            return new Postgres(EmbeddedPostgres.start(newDirectory(), Optional.of(LocalNode.DATABASE_PROGRAMS)));
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static Path newDirectory() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "server-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Postgres started = databaseOfItsOwn ? closing(Postgres.start()) : shared(context);
        String database = "test_" + UUID.randomUUID().toString().replace("-", "");
        postgres = started;
        url = started.server().url("postgres");
        execute("create database " + database);
        url = started.server().url(database);
        if (databaseOfItsOwn) {
            // One that is just coming back would come after it was told to stop.
            AutoCloseable whenItIsBack = this::awaitDatabase;
            closing(whenItIsBack);
        }
        directory = newDirectory();
        // One identity, known to every node.
        Identity.giveCommonKey(directory);
        closing(new Identity(directory));
        settings.putAll(Map.of(
                "SIA_DATABASE_URL", url,
                "SIA_DATABASE_USER", started.server().user(),
                "SIA_DATABASE_PASSWORD", started.server().password(),
                "SIA_DATABASE_POOL_SIZE", "8",
                "SIA_ALLOW_DEVELOPMENT_IDENTITY", "true",
                "SIA_AGENT_HEARTBEAT_INTERVAL", "1500ms",
                "SIA_AGENT_GRACE", "30s"));
    }

    private static Postgres shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(Cluster.class))
                .computeIfAbsent(Postgres.class, type -> Postgres.start(), Postgres.class);
    }

    /** A setting of every node that starts from now on. */
    public void set(String name, String value) {
        settings.put(name, value);
    }

    /** The same for several. */
    public void set(Map<String, String> more) {
        settings.putAll(more);
    }

    /** Starts a node in this process. One that was closed comes back under its name. */
    public LocalNode local(String name) {
        return closing(new LocalNode(data(name), settings));
    }

    /** Starts a node in a process of its own. */
    public ChildNode child(String name) {
        return closing(new ChildNode(data(name), settings));
    }

    /** A new organization, reached through this node. */
    public Tenant tenant(Node node) {
        return tenant(node, UUID.randomUUID());
    }

    /** The same organization through another node. */
    public Tenant tenant(Node node, UUID organization) {
        return closing(new Tenant(node, organization));
    }

    /** Somewhere to write. */
    public Path directory() {
        return Objects.requireNonNull(directory);
    }

    /** Closes it after the test. */
    public <T extends AutoCloseable> T closing(T part) {
        open.push(part);
        return part;
    }

    private Path data(String name) {
        Path data = directory().resolve(name);
        Path identity = data.resolve(Identity.DIRECTORY);
        if (!Files.exists(identity)) {
            copy(directory().resolve(Identity.DIRECTORY), identity);
        }
        return data;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            Files.createDirectories(to.getParent());
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL to all processes of PostgreSQL; it comes back by itself, on its files and its port. */
    public void killDatabase() {
        if (!databaseOfItsOwn) {
            throw new IllegalStateException("Others need this database");
        }
        ProcessHandle postmaster = postmaster();
        if (!postmaster.info().command().orElse("").endsWith("/postgres")) {
            throw new IllegalStateException("Not PostgreSQL: " + postmaster.info());
        }
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().orTimeout(PATIENCE.toSeconds(), SECONDS).join();
    }

    /** A backend has a number, and the postmaster is its parent for as long as it lives. */
    private ProcessHandle postmaster() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
            rows.next();
            return ProcessHandle.of(rows.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow();
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Returns when the database answers. */
    public void awaitDatabase() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> column("select 1").size() == 1);
    }

    /** The first column of every row, as text. */
    public List<String> column(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private Connection connect() throws SQLException {
        EmbeddedPostgres server = Objects.requireNonNull(postgres).server();
        return DriverManager.getConnection(Objects.requireNonNull(url), server.user(), server.password());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Exception failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception thrown) {
                failure = thrown;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
