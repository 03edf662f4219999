package dev.sia.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sia.server.dev.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * One embedded PostgreSQL for all tests of a JVM, with a migrated template that every test database is copied from. Its
 * files stay under target, so that later runs start fast and clean up after a run that was killed.
 */
final class SharedPostgres {
    private static final String TEMPLATE = "migrated";

    /** The garbage collector closes the file of a lock that nobody knows any more, and with it the lock is gone. */
    private static final Set<FileLock> HELD = ConcurrentHashMap.newKeySet();

    private final EmbeddedPostgres postgres;

    private SharedPostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static SharedPostgres instance() {
        return Holder.INSTANCE;
    }

    private static final class Holder {
        static final SharedPostgres INSTANCE = start();
    }

    private static SharedPostgres start() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Path base = Path.of("target", "test-postgres").toAbsolutePath();
        SharedPostgres shared = new SharedPostgres(
                EmbeddedPostgres.start(lockedDirectory(base), Optional.of(base.resolve("programs"))));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(shared.postgres::close));
        shared.makeTemplate();
        return shared;
    }

    /** The first directory that no other test run uses now. The lock is held, on purpose, until the JVM ends. */
    private static Path lockedDirectory(Path base) {
        try {
            Files.createDirectories(base);
            for (int number = 0; ; number++) {
                Path lockFile = base.resolve("lock-" + number);
                FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                try {
                    FileLock lock = channel.tryLock();
                    if (lock != null) {
                        HELD.add(lock);
                        return base.resolve("server-" + number);
                    }
                } catch (OverlappingFileLockException takenByAnotherClassLoader) {
                    // Try the next one.
                }
                channel.close();
            }
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private void makeTemplate() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<String> leftovers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' OR datname = '" + TEMPLATE + "'")) {
                while (rows.next()) {
                    leftovers.add(rows.getString(1));
                }
            }
            for (String leftover : leftovers) {
                statement.execute("DROP DATABASE " + leftover + " WITH (FORCE)");
            }
            statement.execute("CREATE DATABASE " + TEMPLATE);
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
        try (HikariDataSource pool = new HikariDataSource(poolOf(settings(TEMPLATE, 2)))) {
            new Migrations(pool, postgres.user()).run();
        }
    }

    private static HikariConfig poolOf(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        return config;
    }

    DatabaseSettings createDatabase(String name, int poolSize) {
        execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        // No test pulls the plug of the machine, and waiting for the disk at every commit is most of their time.
        execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
        return settings(name, poolSize);
    }

    void dropDatabase(DatabaseSettings settings) {
        execute("DROP DATABASE " + settings.url().substring(settings.url().lastIndexOf('/') + 1) + " WITH (FORCE)");
    }

    private DatabaseSettings settings(String database, int poolSize) {
        return new DatabaseSettings(postgres.url(database), postgres.user(), postgres.password(), poolSize);
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
        return DriverManager.getConnection(postgres.url("postgres"), postgres.user(), postgres.password());
    }
}
