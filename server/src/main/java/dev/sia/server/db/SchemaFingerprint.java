package dev.sia.server.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A digest of all changelogs, kept as the comment on Liquibase's own table. When it is the same as last time there is
 * nothing to migrate, and asking Liquibase would take longer than the rest of the start.
 */
record SchemaFingerprint(String digest) {
    private static final Pattern INCLUDED = Pattern.compile("file:\\s*([\\w./-]+)");
    private static final String PREFIX = "changelogs ";

    /** @param changelog resource that names all others; they are beside it */
    static SchemaFingerprint of(String changelog) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String index = new String(read(changelog), StandardCharsets.UTF_8);
            digest.update(index.getBytes(StandardCharsets.UTF_8));
            String directory = changelog.substring(0, changelog.lastIndexOf('/') + 1);
            Matcher included = INCLUDED.matcher(index);
            while (included.find()) {
                digest.update(read(directory + included.group(1)));
            }
            return new SchemaFingerprint(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream stream = SchemaFingerprint.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("There is no changelog " + resource);
            }
            return stream.readAllBytes();
        }
    }

    boolean isStoredIn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT obj_description(to_regclass('databasechangelog'), 'pg_class')")) {
            return row.next() && (PREFIX + digest).equals(row.getString(1));
        }
    }

    void storeIn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMENT ON TABLE databasechangelog IS '" + PREFIX + digest + "'");
        }
    }
}
