package dev.sia.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections and the only way to open a transaction. Nothing is retried here: a transaction either commits
 * once or throws, {@link dev.sia.server.error.ErrorCode#UNAVAILABLE} when the database is out of reach and
 * {@link ConstraintViolation} when a constraint said no. Thread-safe.
 *
 * <p>Whoever works for one organization says for which, and PostgreSQL hides the rows of all others. What is the server's own
 * work, or finds out for whom a caller works, goes {@link #acrossOrganizations}, and its statements say themselves what they
 * concern.
 */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final ScopedValue<Tx> RUNNING = ScopedValue.newInstance();

    private final HikariDataSource pool;
    private final SqlSessionFactory sessions;

    /** @param mappers every mapper interface of the server, annotated with its statements */
    public Database(DatabaseSettings settings, List<Class<?>> mappers) {
        this(settings, mappers, null);
    }

    /** @param metrics where the pool reports its figures */
    public Database(DatabaseSettings settings, List<Class<?>> mappers, @Nullable MetricsTrackerFactory metrics) {
        this.pool = new HikariDataSource(poolConfig(settings, metrics));
        this.sessions = SessionFactory.create(pool, mappers);
    }

    static HikariConfig poolConfig(DatabaseSettings settings, @Nullable MetricsTrackerFactory metrics) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setAutoCommit(false);
        config.setConnectionTimeout(settings.timeout().toMillis());
        // Outside the transactions: the role outlives them, and their rollbacks.
        config.setConnectionInitSql(TenantRole.of(settings.user()).setRole());
        config.setIsolateInternalQueries(true);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "sia");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // Most statements come in two forms: as the first of a transaction, and later in one.
        config.addDataSourceProperty("preparedStatementCacheQueries", "512");
        if (metrics != null) {
            config.setMetricsTrackerFactory(metrics);
        }
        return config;
    }

    /** Runs the work in one transaction of the organization: committed when it returns, rolled back when it throws. */
    public <T extends @Nullable Object> T inTransaction(Tenant organization, Function<Tx, T> work) {
        return transaction(Reach.of(organization), work);
    }

    /** The same for work that returns nothing. */
    public void runInTransaction(Tenant organization, Consumer<Tx> work) {
        transaction(Reach.of(organization), nothingFrom(work));
    }

    /**
     * Reads of the organization, for which nothing has to hold between two of them: each sees what was committed when it
     * began, as in a transaction, and none writes or locks. Saves the round trips that begin and end a transaction.
     */
    public <T extends @Nullable Object> T read(Tenant organization, Function<Tx, T> work) {
        return reads(Reach.of(organization), work);
    }

    /** Runs the work in one transaction that sees the rows of every organization. */
    public <T extends @Nullable Object> T acrossOrganizations(Function<Tx, T> work) {
        return transaction(Reach.across(), work);
    }

    /** The same for work that returns nothing. */
    public void runAcrossOrganizations(Consumer<Tx> work) {
        transaction(Reach.across(), nothingFrom(work));
    }

    /** Like {@link #read}, but the reads see the rows of every organization. */
    public <T extends @Nullable Object> T readAcrossOrganizations(Function<Tx, T> work) {
        return reads(Reach.across(), work);
    }

    private static Function<Tx, @Nullable Void> nothingFrom(Consumer<Tx> work) {
        return tx -> {
            work.accept(tx);
            return null;
        };
    }

    private <T extends @Nullable Object> T transaction(Reach reach, Function<Tx, T> work) {
        refuseInside();
        Completed<T> completed;
        try (SqlSession session = open(reach, false)) {
            completed = runAndCommit(session, work);
        } catch (RuntimeException thrown) {
            throw DatabaseErrors.translate(thrown);
        }
        completed.callbacks().forEach(Database::runGuarded);
        return completed.result();
    }

    private <T extends @Nullable Object> T reads(Reach reach, Function<Tx, T> work) {
        refuseInside();
        try (SqlSession session = open(reach, true)) {
            Tx tx = new Tx(session);
            return ScopedValue.where(RUNNING, tx).call(() -> work.apply(tx));
        } catch (RuntimeException thrown) {
            throw DatabaseErrors.translate(thrown);
        }
    }

    private static void refuseInside() {
        if (RUNNING.isBound()) {
            throw new IllegalStateException("A transaction is already open on this thread: pass its Tx on");
        }
    }

    private SqlSession open(Reach reach, boolean reads) {
        try {
            Connection connection = pool.getConnection();
            // A flag of the driver: PostgreSQL is not asked.
            connection.setAutoCommit(reads);
            return sessions.openSession(
                    reads
                            ? ReachingConnection.forReads(connection, reach)
                            : ReachingConnection.forTransaction(connection, reach));
        } catch (SQLException unreachable) {
            throw new PersistenceException(unreachable);
        }
    }

    /**
     * Commits and rolls back with force: MyBatis takes an {@code INSERT … RETURNING} in a {@code @Select} for a read and
     * would leave the decision to the connection pool.
     */
    private static <T extends @Nullable Object> Completed<T> runAndCommit(SqlSession session, Function<Tx, T> work) {
        boolean done = false;
        try {
            Tx tx = new Tx(session);
            T result = ScopedValue.where(RUNNING, tx).call(() -> work.apply(tx));
            session.commit(true);
            done = true;
            return new Completed<>(result, List.copyOf(tx.afterCommitCallbacks()));
        } finally {
            if (!done) {
                rollBack(session);
            }
        }
    }

    private static void rollBack(SqlSession session) {
        try {
            session.rollback(true);
        } catch (RuntimeException alreadyBroken) {
            // The exception that led here tells more; the pool discards the connection.
            log.debug("Rollback failed", alreadyBroken);
        }
    }

    private static void runGuarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException thrown) {
            log.error("A callback after a commit failed", thrown);
        }
    }

    /** The pool itself, for health checks; its connections see no rows of any organization. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private record Completed<T extends @Nullable Object>(T result, List<Runnable> callbacks) {}
}
