package dev.sia.server.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose statements say how far they reach. The driver sends several statements of one text in one round trip,
 * so the first statement of a transaction takes what says so along, and {@code BEGIN} with it.
 */
final class ReachingConnection implements InvocationHandler {
    private final Connection connection;
    private final Reach reach;
    /** Each statement is a transaction of its own. */
    private final boolean alone;

    private boolean told;

    private ReachingConnection(Connection connection, Reach reach, boolean alone) {
        this.connection = connection;
        this.reach = reach;
        this.alone = alone;
    }

    /** For one transaction. */
    static Connection forTransaction(Connection connection, Reach reach) {
        return wrap(connection, reach, false);
    }

    /** For reads without a transaction around them; the connection commits by itself. */
    static Connection forReads(Connection connection, Reach reach) {
        return wrap(connection, reach.reading(), true);
    }

    private static Connection wrap(Connection connection, Reach reach, boolean alone) {
        return (Connection) Proxy.newProxyInstance(
                ReachingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new ReachingConnection(connection, reach, alone));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "prepareStatement" -> {
                if (arguments == null || arguments.length != 1 || !(arguments[0] instanceof String sql)) {
                    throw new UnsupportedOperationException("Only plain prepared statements say how far they reach");
                }
                yield prepare(sql);
            }
            // Neither these nor what is under this connection takes the reach along.
            case "createStatement", "prepareCall", "unwrap" -> {
                tellAlone();
                yield call(connection, method, arguments);
            }
            default -> call(connection, method, arguments);
        };
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        if (told) {
            return connection.prepareStatement(sql + reach.mark());
        }
        told = !alone;
        PreparedStatement both = connection.prepareStatement(reach.prefix() + sql + reach.mark());
        if (reach.organization() != null) {
            both.setString(1, reach.organization());
        }
        return (PreparedStatement) Proxy.newProxyInstance(
                ReachingConnection.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                new Second(both, reach.parameters()));
    }

    private void tellAlone() throws SQLException {
        if (alone) {
            throw new UnsupportedOperationException("Only prepared statements can be reads without a transaction");
        }
        if (!told) {
            told = true;
            try (PreparedStatement prefix = connection.prepareStatement(reach.prefix())) {
                if (reach.organization() != null) {
                    prefix.setString(1, reach.organization());
                }
                prefix.execute();
            }
        }
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /**
     * The statement behind the prefix: its parameters come after those of the prefix, its results after the one of the prefix.
     */
    private record Second(PreparedStatement both, int shift) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            return switch (method.getName()) {
                case "execute" -> executePlain(arguments);
                case "executeQuery" -> executePlain(arguments) ? results() : noResults();
                case "executeUpdate" -> executePlain(arguments) ? noResults() : both.getUpdateCount();
                case "executeLargeUpdate", "addBatch", "executeBatch", "executeLargeBatch" ->
                    throw new UnsupportedOperationException("The first statement of a transaction cannot be a batch");
                default -> call(both, method, isParameter(method, arguments) ? shifted(arguments) : arguments);
            };
        }

        private boolean executePlain(@Nullable Object @Nullable [] arguments) throws SQLException {
            if (arguments != null && arguments.length > 0) {
                throw new UnsupportedOperationException("A prepared statement has its SQL already");
            }
            both.execute();
            return both.getMoreResults();
        }

        private ResultSet results() throws SQLException {
            return both.getResultSet();
        }

        private static Object noResults() throws SQLException {
            throw new SQLException("The statement gives something else than was asked for");
        }

        private static boolean isParameter(Method method, @Nullable Object @Nullable [] arguments) {
            return method.getName().startsWith("set")
                    && arguments != null
                    && arguments.length >= 2
                    && arguments[0] instanceof Integer;
        }

        private @Nullable Object[] shifted(@Nullable Object @Nullable [] arguments) {
            @Nullable Object[] shifted = Objects.requireNonNull(arguments).clone();
            shifted[0] = (Integer) Objects.requireNonNull(shifted[0]) + shift;
            return shifted;
        }
    }
}
