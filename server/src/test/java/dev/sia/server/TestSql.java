package dev.sia.server;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain SQL for what no service can do: making time pass for a row, and looking behind the services. */
public final class TestSql {
    private final Database database;

    public TestSql(Database database) {
        this.database = database;
    }

    /** Runs an update in a transaction of its own; returns the number of rows changed. */
    public int execute(String sql, @Nullable Object... parameters) {
        return database.acrossOrganizations(tx -> {
            try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
                bind(statement, parameters);
                return statement.executeUpdate();
            } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
            }
        });
    }

    /** The first column of every row. */
    public <T> List<T> column(Class<T> type, String sql, Object... parameters) {
        return database.acrossOrganizations(tx -> {
            try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
                bind(statement, parameters);
                ResultSet rows = statement.executeQuery();
                List<T> values = new ArrayList<>();
                while (rows.next()) {
                    values.add(rows.getObject(1, type));
                }
                return values;
            } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
            }
        });
    }

    public long count(String sql, Object... parameters) {
        return column(Long.class, "select count(*) from " + sql, parameters).getFirst();
    }

    /** Locks rows, as somebody who is about to change them, until the transaction ends. */
    public static void lock(Tx tx, String rows, Object... parameters) {
        try (PreparedStatement statement =
                tx.connection().prepareStatement("select 1 from " + rows + " for no key update")) {
            bind(statement, parameters);
            statement.executeQuery();
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Sessions of this database that wait for a lock. */
    public long waiting() {
        return count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
    }
}
