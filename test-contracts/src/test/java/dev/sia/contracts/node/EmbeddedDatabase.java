package dev.sia.contracts.node;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** The embedded database of a node as its files lead there: for what nobody can see or do from outside. */
public final class EmbeddedDatabase {
    private static final int LINE_OF_PORT = 3;

    private final Path postgres;

    /** @param data the node's data directory */
    public EmbeddedDatabase(Path data) {
        this.postgres = data.resolve("postgres");
    }

    /** The password of its only user. */
    public String password() {
        try {
            return Files.readString(postgres.resolve("password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection connect() throws SQLException, IOException {
        String port = Files.readAllLines(postgres.resolve("data").resolve("postmaster.pid"))
                .get(LINE_OF_PORT)
                .strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/sia", "sia", password());
    }

    /** Every row of every table as text. */
    public String dump() {
        try (Connection connection = connect()) {
            StringWriter text = new StringWriter();
            for (String table : tables(connection)) {
                text.append(table).append('\n');
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy (select * from " + table + ") to stdout", text);
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select format('%I.%I', schemaname, tablename) from pg_tables
                        where schemaname not in ('pg_catalog', 'information_schema')
                        """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
