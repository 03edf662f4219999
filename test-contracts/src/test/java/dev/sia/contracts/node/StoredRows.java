package dev.sia.contracts.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What the embedded database of a node holds of an organization, to see whether anything has changed. */
public final class StoredRows {
    private static final String AUDIT = "audit_entry";
    /** That somebody else was refused is told there, which is what it is for. */
    private static final String CHANGES = "and outcome = 'allowed'";

    private final EmbeddedDatabase database;

    StoredRows(EmbeddedDatabase database) {
        this.database = database;
    }

    /** Every row of every table as JSON, by table; without what changes by itself while an agent works. */
    public Map<String, List<String>> of(UUID organization) {
        try (Connection connection = database.connect()) {
            Map<String, List<String>> rows = new TreeMap<>();
            List<String> tables = strings(connection, """
                    select table_name from information_schema.columns
                    where table_schema = current_schema() and column_name = 'organization_id'
                    """);
            for (String table : tables) {
                rows.put(table, strings(connection, """
                        select (to_jsonb(t) - 'last_seen_at' - 'lease_expires_at')::text as text from %s t
                        where organization_id = '%s' %s order by text
                        """.formatted(
                                table, organization, table.equals(AUDIT) ? CHANGES : "")));
            }
            rows.put("organization", strings(connection, """
                    select to_jsonb(o)::text from organization o where id = '%s'
                    """.formatted(organization)));
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
