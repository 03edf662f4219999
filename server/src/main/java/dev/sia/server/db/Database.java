package dev.sia.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections and the only way to open a transaction. Nothing is retried here: a transaction either commits
 * once or throws, {@link dev.sia.server.error.ErrorCode#UNAVAILABLE} when the database is out of reach and
 * {@link ConstraintViolation} when a constraint said no. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final ScopedValue<Tx> RUNNING = ScopedValue.newInstance();
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

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

    private static HikariConfig poolConfig(DatabaseSettings settings, @Nullable MetricsTrackerFactory metrics) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setAutoCommit(false);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "sia");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        if (metrics != null) {
            config.setMetricsTrackerFactory(metrics);
        }
        return config;
    }

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    public <T extends @Nullable Object> T inTransaction(Function<Tx, T> work) {
        if (RUNNING.isBound()) {
            throw new IllegalStateException("A transaction is already open on this thread: pass its Tx on");
        }
        Completed<T> completed;
        try {
            completed = runAndCommit(work);
        } catch (RuntimeException thrown) {
            throw DatabaseErrors.translate(thrown);
        }
        completed.callbacks().forEach(Database::runGuarded);
        return completed.result();
    }

    /** The same for work that returns nothing. */
    public void runInTransaction(Consumer<Tx> work) {
        this.<@Nullable Void>inTransaction(tx -> {
            work.accept(tx);
            return null;
        });
    }

    /**
     * Commits and rolls back with force: MyBatis takes an {@code INSERT … RETURNING} in a {@code @Select} for a read and
     * would leave the decision to the connection pool.
     */
    private <T extends @Nullable Object> Completed<T> runAndCommit(Function<Tx, T> work) {
        try (SqlSession session = sessions.openSession(false)) {
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

    /** The pool itself, for the schema and for health checks; transactions go through {@link #inTransaction}. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private record Completed<T extends @Nullable Object>(T result, List<Runnable> callbacks) {}
}
