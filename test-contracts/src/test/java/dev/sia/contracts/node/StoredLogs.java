package dev.sia.contracts.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** The logs in the embedded database of a node: ages them, which nobody can do from outside in a test's time. */
public final class StoredLogs {
    private final EmbeddedDatabase database;

    StoredLogs(Path data) {
        this.database = new EmbeddedDatabase(data);
    }

    /** Removes the chunks that end with this line or an earlier one, as retention does. */
    public void remove(UUID attempt, long lastSeq) {
        try (Connection connection = database.connect()) {
            execute(connection, "delete from log_chunk where attempt_id = ? and last_seq <= ?", attempt, lastSeq);
            execute(connection, "update attempt set log_oldest_seq = 1 + ? where id = ?", lastSeq, attempt);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            if (statement.executeUpdate() == 0) {
                throw new IllegalStateException("Nothing to do for: " + sql);
            }
        }
    }
}
