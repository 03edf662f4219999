package dev.sia.contracts.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** The logs in the embedded database of a node: ages them, which nobody can do from outside in a test's time. */
public final class StoredLogs {
    private static final int LINE_OF_PORT = 3;

    private final Path postgres;

    StoredLogs(Path data) {
        this.postgres = data.resolve("postgres");
    }

    /** Removes the chunks that end with this line or an earlier one, as retention does. */
    public void remove(UUID attempt, long lastSeq) {
        try (Connection connection = connect()) {
            execute(connection, "delete from log_chunk where attempt_id = ? and last_seq <= ?", attempt, lastSeq);
            execute(connection, "update attempt set log_oldest_seq = 1 + ? where id = ?", lastSeq, attempt);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection connect() throws SQLException, IOException {
        String port = Files.readAllLines(postgres.resolve("data").resolve("postmaster.pid"))
                .get(LINE_OF_PORT)
                .strip();
        String password = Files.readString(postgres.resolve("password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/sia", "sia", password);
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
