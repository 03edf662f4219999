package dev.sia.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.error.StartFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with();

    private static DataSource owner() {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(postgres.settings().url());
        owner.setUser(postgres.settings().user());
        owner.setPassword(postgres.settings().password());
        return owner;
    }

    private static Migrations migrations() {
        return new Migrations(owner(), postgres.settings().user());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean fingerprintIsStored() throws SQLException {
        try (Connection connection = owner().getConnection()) {
            return SchemaFingerprint.of("db/changelog/changelog.yaml").isStoredIn(connection);
        }
    }

    private static int changesets() throws SQLException {
        try (Connection connection = owner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM databasechangelog")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aDatabaseOfAnotherStateIsMigratedAndASecondRunChangesNothing() throws SQLException {
        Migrations migrations = migrations();
        int all = changesets();
        execute("COMMENT ON TABLE databasechangelog IS 'changelogs of another version'");
        assertThat(fingerprintIsStored()).isFalse();
        migrations.run();
        assertThat(fingerprintIsStored()).isTrue();
        migrations.run();
        assertThat(changesets()).isEqualTo(all).isPositive();
    }

    @Test
    void aLockLeftByANodeThatDiedDoesNotBlockTheNextStart() throws SQLException {
        execute("UPDATE databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'a dead node'");
        execute("COMMENT ON TABLE databasechangelog IS 'changelogs of another version'");
        migrations().run();
        assertThat(fingerprintIsStored()).isTrue();
    }

    @Test
    void aChangesetThatWasEditedAfterItsRunStopsTheStartInOneLine() throws SQLException {
        execute("COMMENT ON TABLE databasechangelog IS 'changelogs of another version'");
        execute("UPDATE databasechangelog SET md5sum = '9:00000000000000000000000000000000' WHERE orderexecuted = 1");
        try {
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() -> migrations().run())
                    .satisfies(failure -> assertThat(failure.getMessage())
                            .startsWith("SIA_DATABASE_URL: ")
                            .doesNotContain("\n"));
        } finally {
            execute("UPDATE databasechangelog SET md5sum = NULL WHERE orderexecuted = 1");
        }
    }
}
