package dev.sia.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.error.StartFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Databases as operators set them up, with users of every kind. The tests' own user is a superuser, as the embedded one is. */
class TenantRoleTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with();

    private final String user = "operator_" + UUID.randomUUID().toString().substring(0, 8);
    private final String database = "test_" + user;
    private final String role = user + "_tenant";

    @BeforeEach
    void makeUserAndDatabase() throws SQLException {
        execute("create role " + user + " login password 'secret'");
        execute("create database " + database + " owner " + user);
    }

    @AfterEach
    void removeThem() throws SQLException {
        execute("drop database " + database + " with (force)");
        execute("drop role if exists " + role);
        execute("drop role " + user);
    }

    private static void execute(String sql) throws SQLException {
        execute(postgres.settings(), sql);
    }

    private static void execute(DatabaseSettings settings, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url() {
        String url = postgres.settings().url();
        return url.substring(0, url.lastIndexOf('/') + 1) + database;
    }

    private DatabaseSettings settings() {
        return new DatabaseSettings(url(), user, "secret", 2);
    }

    private DatabaseSettings asSuperuser() {
        return new DatabaseSettings(
                url(), postgres.settings().user(), postgres.settings().password(), 2);
    }

    private void assertItWorks() throws SQLException {
        Migrations.run(settings());
        // A second node, or the next start, finds all as it is.
        Migrations.run(settings());
        assertThat(mayCallWhatWorksAsItsOwner(role)).containsExactly(true);
        assertThat(mayCallWhatWorksAsItsOwner("public")).containsExactly(false);
        UUID id = UUID.randomUUID();
        execute(settings(), "insert into organization (id, name) values ('" + id + "', 'Acme')");
        try (Database started = new Database(settings(), List.of())) {
            assertThat(started.<Long>inTransaction(() -> id, TenantRoleTest::organizations))
                    .isEqualTo(1);
            assertThat(started.<Long>inTransaction(UUID::randomUUID, TenantRoleTest::organizations))
                    .isZero();
            assertThat(started.<Long>acrossOrganizations(TenantRoleTest::organizations))
                    .isEqualTo(1);
        }
    }

    private Set<Boolean> mayCallWhatWorksAsItsOwner(String name) throws SQLException {
        Set<Boolean> answers = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(url(), user, "secret");
                PreparedStatement find = connection.prepareStatement("""
                        select has_function_privilege(?, oid, 'execute') from pg_proc
                        where pronamespace = current_schema()::regnamespace and prosecdef
                        """)) {
            find.setString(1, name);
            ResultSet rows = find.executeQuery();
            while (rows.next()) {
                answers.add(rows.getBoolean(1));
            }
        }
        return answers;
    }

    private static long organizations(Tx tx) {
        try (Statement statement = tx.connection().createStatement();
                ResultSet row = statement.executeQuery("select count(*) from organization")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private void assertRefused(String sentence) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Migrations.run(settings()))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .startsWith("SIA_DATABASE_USER: ")
                        .contains(sentence)
                        .doesNotContain("\n"));
    }

    @Test
    void aUserWhoMayMakeRolesNeedsNothingElse() throws SQLException {
        execute("alter role " + user + " createrole");
        assertItWorks();
    }

    @Test
    void aUserWhoMayNotIsToldWhatToAskForAndWorksThen() throws SQLException {
        assertRefused("run: CREATE ROLE \"" + role + "\" NOLOGIN; GRANT \"" + role + "\" TO \"" + user + "\";");
        execute("create role \"" + role + "\" nologin");
        execute("grant \"" + role + "\" to \"" + user + "\"");
        assertItWorks();
    }

    @Test
    void aSuperuserWorksUnderPoliciesToo() throws SQLException {
        execute("alter role " + user + " superuser");
        assertItWorks();
    }

    @Test
    void aRoleThatPoliciesDoNotBindIsRefused() throws SQLException {
        execute("create role \"" + role + "\" nologin bypassrls");
        execute("grant \"" + role + "\" to \"" + user + "\"");
        assertRefused("does not hold for the role " + role);
    }

    @Test
    void aUserWhoDoesNotOwnTheTablesIsRefused() throws SQLException {
        Migrations.run(asSuperuser());
        execute("create role \"" + role + "\" nologin");
        execute("grant \"" + role + "\" to \"" + user + "\"");
        execute(asSuperuser(), "grant select on databasechangelog to " + user);
        execute(asSuperuser(), "grant usage on schema public to \"" + role + "\"");
        for (String table : List.of("organization", "job")) {
            execute(asSuperuser(), "grant select on " + table + " to " + user);
        }
        assertRefused("does not own the tables");
    }
}
