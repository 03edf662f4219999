package dev.sia.server.measure;

import dev.sia.server.db.DatabaseSettings;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Measures a database with plain statements at a few connections, in a schema of its own that goes when it is closed. */
public final class DatabaseYardstick implements AutoCloseable {
    /** The number of connections that published figures are for. */
    public static final int CONNECTIONS = 8;

    private static final String SCHEMA = "sia_measure";
    private static final int ROWS = 100_000;
    private static final int COPIED_TOGETHER = 5_000;
    /** Bytes of text. */
    private static final int LINE = 120;

    private final DatabaseSettings settings;

    /** Makes the schema; one that a killed measurement left behind is replaced. */
    public DatabaseYardstick(DatabaseSettings settings) throws SQLException {
        this.settings = settings;
        execute(
                "drop schema if exists " + SCHEMA + " cascade",
                "create schema " + SCHEMA,
                "create table " + SCHEMA + ".note (id bigint generated always as identity primary key, text text)");
    }

    /** Measures commits, then reads, each for this long after a short warm-up. */
    public DatabaseFigures measure(Duration time) throws SQLException, InterruptedException {
        double commits = new Rate(CONNECTIONS).measure(time, this::insertUntilDone);
        execute(
                "truncate " + SCHEMA + ".note restart identity",
                "insert into " + SCHEMA + ".note (text) select repeat('x', 100) from generate_series(1, " + ROWS + ")",
                "analyze " + SCHEMA + ".note");
        double selects = new Rate(CONNECTIONS).measure(time, this::selectUntilDone);
        execute("create table " + SCHEMA + ".line (log uuid, seq bigint, at timestamptz not null, stream text not null,"
                + " step text not null, text text not null, primary key (log, seq))");
        double copied = new Rate(1).measure(time, this::copyUntilDone);
        return new DatabaseFigures(
                shown("server_version"),
                shown("fsync").equals("on") && !shown("synchronous_commit").equals("off"),
                commits,
                selects,
                copied);
    }

    private void insertUntilDone(Rate.Count count) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into " + SCHEMA + ".note (text) values (?)")) {
            while (count.goesOn()) {
                insert.setString(1, "one small row, as an event or a job is one");
                insert.executeUpdate();
                count.one();
            }
        }
    }

    private void selectUntilDone(Rate.Count count) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement select =
                        connection.prepareStatement("select text from " + SCHEMA + ".note where id = ?")) {
            while (count.goesOn()) {
                select.setLong(1, ThreadLocalRandom.current().nextLong(1, ROWS + 1L));
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        throw new SQLException("a row that was inserted is not there");
                    }
                }
                count.one();
            }
        }
    }

    private void copyUntilDone(Rate.Count count) throws SQLException, IOException {
        UUID log = UUID.randomUUID();
        String rest = "\t" + Instant.now() + "\tstdout\tgenerate\t"
                + "a line of a log, ".repeat(8).substring(0, LINE) + "\n";
        try (Connection connection = connect()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (long seq = 0; count.goesOn(); seq += COPIED_TOGETHER) {
                StringBuilder rows = new StringBuilder();
                for (long row = seq; row < seq + COPIED_TOGETHER; row++) {
                    rows.append(log).append('\t').append(row).append(rest);
                }
                copy.copyIn("copy " + SCHEMA + ".line from stdin", new StringReader(rows.toString()));
                count.many(COPIED_TOGETHER);
            }
        }
    }

    private String shown(String parameter) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + parameter)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    @Override
    public void close() throws SQLException {
        execute("drop schema if exists " + SCHEMA + " cascade");
    }
}
