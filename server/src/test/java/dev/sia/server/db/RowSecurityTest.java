package dev.sia.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What PostgreSQL hides. Every table of the schema gets a row of each of two organizations, made up from the types of its
 * columns, so a new table is tested without a word here.
 */
class RowSecurityTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with();

    /** Tables that belong to no organization, and that the server's role may not even read. */
    private static final Set<String> NOBODYS = Set.of("databasechangelog", "databasechangeloglock");

    private static final Tenant OURS = new Organization(UUID.randomUUID());
    private static final Tenant THEIRS = new Organization(UUID.randomUUID());

    private record Organization(UUID value) implements Tenant {}

    /** @param key the column that names the organization */
    private record Table(String name, String key) {}

    /** The rows say nothing that makes sense, so nothing but the policies checks them. */
    @BeforeAll
    static void fillEveryTable() throws SQLException {
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            for (String drop : strings(owner, """
                    select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
                    where connamespace = current_schema()::regnamespace and contype in ('c', 'f')
                    order by contype desc
                    """)) {
                statement.execute(drop);
            }
            for (Table table : tables()) {
                statement.execute("delete from " + table.name());
                for (Tenant tenant : List.of(OURS, THEIRS)) {
                    statement.execute(insertion(owner, table, tenant));
                }
            }
        }
    }

    private static Connection owner() throws SQLException {
        DatabaseSettings settings = postgres.settings();
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
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

    private static List<String> allTables() throws SQLException {
        try (Connection owner = owner()) {
            return strings(owner, """
                    select relname from pg_class
                    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by relname
                    """);
        }
    }

    private static List<Table> tables() throws SQLException {
        return allTables().stream()
                .filter(name -> !NOBODYS.contains(name))
                .map(name -> new Table(name, name.equals("organization") ? "id" : "organization_id"))
                .toList();
    }

    private static String insertion(Connection owner, Table table, Tenant tenant) throws SQLException {
        List<String> columns = strings(owner, """
                select attname from pg_attribute where attrelid = '%s'::regclass and attnum > 0 and not attisdropped
                    and attidentity = '' and attgenerated = '' and (attnotnull or attname = '%s') order by attnum
                """.formatted(table.name(), table.key()));
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            String type = strings(owner, """
                    select atttypid::regtype from pg_attribute where attrelid = '%s'::regclass and attname = '%s'
                    """.formatted(table.name(), column)).getFirst();
            values.add(column.equals(table.key()) ? "'" + tenant.value() + "'" : value(type));
        }
        return "insert into %s (%s) values (%s)"
                .formatted(table.name(), String.join(", ", columns), String.join(", ", values));
    }

    private static String value(String type) {
        return switch (type) {
            case "uuid" -> "gen_random_uuid()";
            case "text", "character varying" -> "gen_random_uuid()::text";
            case "smallint", "integer", "bigint", "numeric" -> "1";
            case "boolean" -> "false";
            case "timestamp with time zone" -> "now()";
            case "jsonb" -> "'{}'";
            case "bytea" -> "decode(replace(gen_random_uuid()::text, '-', ''), 'hex')";
            case "inet" -> "'192.0.2.1'";
            default -> {
                if (type.endsWith("[]")) {
                    yield "'{}'";
                }
                throw new IllegalStateException("Tell RowSecurityTest.value a value of the type " + type);
            }
        };
    }

    /** Tables that a migration forgot to protect, each with what is missing. */
    private static List<String> unprotected() throws SQLException {
        try (Connection owner = owner()) {
            return strings(owner, """
                    select t.relname || ': ' || case
                        when not exists (select 1 from pg_attribute a where a.attrelid = t.oid and not a.attisdropped
                            and a.attname = case t.relname when 'organization' then 'id' else 'organization_id' end)
                            then 'has no organization_id'
                        when not t.relrowsecurity then 'is not under row-level security: keep row-security.sql the last one'
                        else 'has not exactly the one policy of row-security.sql' end
                    from pg_class t
                    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p')
                        and t.relname not in ('databasechangelog', 'databasechangeloglock')
                        and not (t.relrowsecurity and 1 = (select count(*) from pg_policy p where p.polrelid = t.oid)
                            and exists (select 1 from pg_policy p where p.polrelid = t.oid and p.polname = 'organization'
                                and p.polcmd = '*' and p.polroles = '{0}' and p.polwithcheck is null
                                and pg_get_expr(p.polqual, p.polrelid) like '%sia.organization%'))
                    """);
        }
    }

    @Test
    void everyTableBelongsToOrganizationsAndIsProtected() throws SQLException {
        assertThat(unprotected()).isEmpty();
        assertThat(tables()).hasSizeGreaterThan(10);
    }

    @Test
    void aTableThatAMigrationForgetsIsNoticedAndOutOfReach() throws SQLException {
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            statement.execute("create table forgotten (id uuid primary key, organization_id uuid not null)");
            statement.execute("create table homeless (id uuid primary key)");
            try {
                assertThat(unprotected())
                        .containsExactlyInAnyOrder(
                                "forgotten: is not under row-level security: keep row-security.sql the last one",
                                "homeless: has no organization_id");
                assertThatThrownBy(() -> count(OURS, "forgotten")).hasMessageContaining("permission denied");
            } finally {
                statement.execute("drop table forgotten, homeless");
            }
        }
    }

    private static long count(Tenant tenant, String from) {
        return postgres.database().inTransaction(tenant, tx -> count(tx, from));
    }

    private static long count(Tx tx, String from) {
        try (PreparedStatement statement = tx.connection().prepareStatement("select count(*) from " + from);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private static int execute(Tenant tenant, String sql) {
        return postgres.database().inTransaction(tenant, tx -> {
            try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
                return statement.executeUpdate();
            } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
            }
        });
    }

    /** What a statement sees on which nobody has said anything. */
    private static long countUntold(Database database, String from) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    @TestFactory
    List<DynamicTest> aTransactionHasItsOrganizationAndNoOther() throws SQLException {
        return tables().stream()
                .map(table -> dynamicTest(table.name(), () -> hasItsOrganizationAndNoOther(table)))
                .toList();
    }

    private static void hasItsOrganizationAndNoOther(Table table) throws SQLException {
        String theirs = table.name() + " where " + table.key() + " = '" + THEIRS.value() + "'";
        assertThat(countUntold(postgres.database(), table.name())).isZero();
        assertThat(count(OURS, table.name())).isEqualTo(1);
        assertThat(count(OURS, theirs)).isZero();
        assertThat(count(new Organization(UUID.randomUUID()), table.name())).isZero();
        assertThat(postgres.database().<Long>read(OURS, tx -> count(tx, table.name())))
                .isEqualTo(1);
        assertThat(postgres.database().<Long>acrossOrganizations(tx -> count(tx, table.name())))
                .isEqualTo(2);
        assertThat(postgres.database().<Long>readAcrossOrganizations(tx -> count(tx, table.name())))
                .isEqualTo(2);

        assertThat(execute(OURS, "delete from " + theirs)).isZero();
        String toThem = "update " + table.name() + " set " + table.key() + " = '" + THEIRS.value() + "'";
        // A trigger that lets nobody change a row speaks before the policy.
        assertThatThrownBy(() -> execute(OURS, toThem))
                .rootCause()
                .hasMessageMatching("(?s).*(row-level security|append-only).*");
        String insertion;
        try (Connection owner = owner()) {
            insertion = insertion(owner, table, THEIRS);
        }
        assertThatThrownBy(() -> execute(OURS, insertion)).hasMessageContaining("row-level security");
        assertThat(postgres.database().<Long>acrossOrganizations(tx -> count(tx, theirs)))
                .isEqualTo(1);
    }

    /** Small enough that every transaction gets the connection of another. */
    private static Database crowded() {
        DatabaseSettings settings = postgres.settings();
        return new Database(new DatabaseSettings(settings.url(), settings.user(), settings.password(), 2), List.of());
    }

    @Test
    void nothingStaysOnAConnectionWhicheverWayATransactionEnds() throws Exception {
        try (Database database = crowded();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                running.add(executor.submit(() -> {
                    for (int turn = 0; turn < 200; turn++) {
                        useAnyhow(database, random);
                        assertThat(countUntold(database, "job")).isZero();
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private static void useAnyhow(Database database, Random random) {
        Tenant tenant = random.nextBoolean() ? OURS : THEIRS;
        String own = "job where organization_id = '" + tenant.value() + "'";
        switch (random.nextInt(6)) {
            case 0 ->
                assertThat(database.<Long>inTransaction(tenant, tx -> count(tx, own) + count(tx, "job")))
                        .isEqualTo(2);
            case 1 ->
                assertThat(database.<Long>read(tenant, tx -> count(tx, own) + count(tx, "job")))
                        .isEqualTo(2);
            case 2 ->
                assertThat(database.<Long>acrossOrganizations(tx -> count(tx, own) + count(tx, "job")))
                        .isEqualTo(3);
            case 3 ->
                assertThatThrownBy(() -> database.inTransaction(tenant, tx -> count(tx, "nowhere")))
                        .hasMessageContaining("nowhere");
            case 4 ->
                assertThatThrownBy(() -> database.acrossOrganizations(tx -> count(tx, "job") + count(tx, "nowhere")))
                        .hasMessageContaining("nowhere");
            default ->
                assertThatThrownBy(() -> database.read(tenant, tx -> count(tx, "nowhere")))
                        .hasMessageContaining("nowhere");
        }
    }

    @Test
    void whatIsSaidReachesStatementsThatAreNoPreparedOnesToo() {
        long seen = postgres.database().inTransaction(OURS, tx -> {
            try (Statement statement = tx.connection().createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from job")) {
                row.next();
                return row.getLong(1);
            } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
            }
        });
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void aReadCannotWrite() {
        assertThatThrownBy(() -> postgres.database().read(OURS, tx -> {
                    try (PreparedStatement statement =
                            tx.connection().prepareStatement("update job set title = 'another'")) {
                        return statement.executeUpdate();
                    } catch (SQLException thrown) {
                        throw new IllegalStateException(thrown);
                    }
                }))
                .hasMessageContaining("read-only transaction");
    }
}
