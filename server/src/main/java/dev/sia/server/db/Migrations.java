package dev.sia.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.StartFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to the state of the changelogs, and the role that works on it to what it needs. Any number of nodes may start at once: one of them migrates under an
 * advisory lock, which dies with its connection, so a crash in the middle never blocks the next start.
 */
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);
    private static final String CHANGELOG = "db/changelog/changelog.yaml";
    /** Any number, as long as every node uses the same one and nothing else in the database does. */
    private static final long ADVISORY_LOCK = 5_132_202_500L;

    private final DataSource dataSource;

    private final TenantRole role;

    /** @param dataSource connections of the user who is to own the tables */
    Migrations(DataSource dataSource, String user) {
        this.dataSource = dataSource;
        this.role = TenantRole.of(user);
    }

    /** Migrates over connections of its own, before there are others. */
    public static void run(DatabaseSettings settings) {
        HikariConfig config = Database.poolConfig(settings, null);
        config.setPoolName("migrations");
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        config.setConnectionInitSql(null);
        try (HikariDataSource owner = new HikariDataSource(config)) {
            new Migrations(owner, settings.user()).run();
        }
    }

    void run() {
        long start = System.nanoTime();
        try (Connection lock = dataSource.getConnection()) {
            lock.setAutoCommit(true);
            try (Statement statement = lock.createStatement()) {
                statement.execute("SELECT pg_advisory_lock(" + ADVISORY_LOCK + ")");
                try {
                    SchemaFingerprint wanted = SchemaFingerprint.of(CHANGELOG);
                    if (!wanted.isStoredIn(lock)) {
                        update();
                        wanted.storeIn(lock);
                    }
                    role.prepare(lock);
                } finally {
                    statement.execute("SELECT pg_advisory_unlock(" + ADVISORY_LOCK + ")");
                }
            }
        } catch (SQLException thrown) {
            throw DomainException.unavailable("the database cannot be used: " + rootMessage(thrown), thrown);
        }
        log.debug("Schema is up to date after {} ms", (System.nanoTime() - start) / 1_000_000);
    }

    private void update() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            // Liquibase's own user interface is standard output, which belongs to whoever starts the server.
            Map<String, Object> scope = Map.of(
                    Scope.Attr.resourceAccessor.name(), new ClassLoaderResourceAccessor(),
                    Scope.Attr.ui.name(), new LoggerUIService());
            Scope.child(scope, () -> {
                try (Liquibase liquibase = liquibase(connection)) {
                    // Whoever holds the advisory lock is alone, so a lock row that is left here belongs to a dead node.
                    liquibase.forceReleaseLocks();
                    liquibase.update("");
                }
            });
        } catch (SQLException | RuntimeException thrown) {
            throw thrown;
        } catch (Exception thrown) {
            throw new StartFailure(
                    "SIA_DATABASE_URL: the schema of the database does not fit this version of the server: "
                            + reason(thrown),
                    thrown);
        }
    }

    private static Liquibase liquibase(Connection connection) throws LiquibaseException {
        liquibase.database.Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        Liquibase liquibase = new Liquibase(CHANGELOG, new ClassLoaderResourceAccessor(), database);
        liquibase.setShowSummary(UpdateSummaryEnum.OFF);
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        return liquibase;
    }

    /** Liquibase wraps what happened in what it was doing, over several lines. */
    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).strip().replaceAll("\\s+", " ");
    }

    /** The pool's own message only says that it waited in vain. */
    private static String rootMessage(SQLException thrown) {
        SQLException root = thrown;
        while (root.getCause() instanceof SQLException cause) {
            root = cause;
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
