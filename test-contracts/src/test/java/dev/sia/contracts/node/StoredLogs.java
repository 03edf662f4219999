package dev.sia.contracts.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The logs in the embedded database of a node: ages them, which nobody can do from outside in a test's time, and damages them as a disk
 * does.
 */
public final class StoredLogs {
    private final EmbeddedDatabase database;

    StoredLogs(Path data) {
        this.database = new EmbeddedDatabase(data);
    }

    /** Removes the chunks that end with this line or an earlier one, as retention does. */
    public void remove(UUID attempt, long lastSeq) {
        execute("delete from log_chunk where attempt_id = ? and last_seq <= ?", attempt, lastSeq);
        execute("update attempt set log_oldest_seq = 1 + ? where id = ?", lastSeq, attempt);
    }

    /** Cuts what is stored of an attempt's lines short, so that nobody can read them. */
    public void damage(UUID attempt) {
        execute("update log_chunk set data = substring(data for 1) where attempt_id = ?", attempt);
    }

    private void execute(String sql, Object... parameters) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            if (statement.executeUpdate() == 0) {
                throw new IllegalStateException("Nothing to do for: " + sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
