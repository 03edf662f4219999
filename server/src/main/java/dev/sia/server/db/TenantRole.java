package dev.sia.server.db;

import dev.sia.server.error.StartFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role as which all connections for transactions work. It owns nothing, so the policies of row-level security hold for it:
 * it sees the rows of the organization that its transaction has named, and none without one. The user who logs in owns the
 * tables; as that user, who sees everything, a transaction works only when it says so.
 *
 * @param name belongs to the user, so that no other user of the same PostgreSQL gets rights through it
 */
record TenantRole(String name) {
    private static final Logger log = LoggerFactory.getLogger(TenantRole.class);
    private static final String SUFFIX = "_tenant";
    /** PostgreSQL cuts longer names off. */
    private static final int LONGEST_USER = 63 - SUFFIX.length();

    private static final String FORBIDDEN = "42501";
    private static final String EXISTS = "42710";
    private static final String DUPLICATE = "23505";
    private static final String DOES_NOT_EXIST = "42704";
    private static final String NO_SUCH_VALUE = "22023";

    private static final String[] PRIVILEGES = {"select", "insert", "update", "delete"};

    static TenantRole of(String user) {
        return new TenantRole((user.length() > LONGEST_USER ? user.substring(0, LONGEST_USER) : user) + SUFFIX);
    }

    /** What a new connection does first. */
    String setRole() {
        return "set role " + quoted();
    }

    private String quoted() {
        return quoted(name);
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String user(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select current_user")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /**
     * Makes the role if it is not there, gives it its rights on the tables that have policies, and on no others, and on the
     * functions that work as their owner, and makes sure that the policies hold. Who calls this is alone in the database.
     *
     * @param owner a connection that commits by itself, of the user who logs in
     * @throws StartFailure with what an administrator of the database has to do
     */
    void prepare(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            makeUsable(statement);
            requireOwner(statement);
            for (String missing : missingRights(owner)) {
                statement.execute(missing);
            }
            verify(statement);
        }
    }

    private void makeUsable(Statement statement) throws SQLException {
        if (isUsable(statement)) {
            return;
        }
        attempt(statement, "create role " + quoted() + " nologin");
        attempt(statement, "grant " + quoted() + " to current_user");
        if (!isUsable(statement)) {
            throw new StartFailure("SIA_DATABASE_USER: row-level security needs the role " + name
                    + ", and this user may not make it. As an administrator of the database, run: CREATE ROLE "
                    + quoted()
                    + " NOLOGIN; GRANT " + quoted() + " TO " + quoted(user(statement)) + ";");
        }
    }

    private boolean isUsable(Statement statement) throws SQLException {
        try {
            statement.execute(setRole());
            statement.execute("reset role");
            return true;
        } catch (SQLException refused) {
            return pass(refused, FORBIDDEN, NO_SUCH_VALUE);
        }
    }

    /** What does not help is found out after this; another database's server may have made the role just now. */
    private static void attempt(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException refused) {
            log.debug("{}: {}", sql, refused.getMessage());
            pass(refused, FORBIDDEN, EXISTS, DUPLICATE, DOES_NOT_EXIST);
        }
    }

    /** False; what has none of the states is thrown. */
    private static boolean pass(SQLException refused, String... states) throws SQLException {
        if (!Arrays.asList(states).contains(refused.getSQLState())) {
            throw refused;
        }
        return false;
    }

    private List<String> missingRights(Connection owner) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (PreparedStatement find = owner.prepareStatement("""
                select format('grant usage on schema %I to %I', current_schema(), r.name)
                from (select ?::text as name) r where not has_schema_privilege(r.name, current_schema(), 'usage')
                union all
                select format('grant %s on %s to %I', p.privilege, t.oid::regclass, r.name)
                from (select ?::text as name) r, pg_class t, unnest(?) p (privilege)
                where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and t.relrowsecurity
                    and not has_table_privilege(r.name, t.oid, p.privilege)
                union all
                select format('grant execute on function %s to %I', f.oid::regprocedure, r.name)
                from (select ?::text as name) r, pg_proc f
                where f.pronamespace = current_schema()::regnamespace and f.prosecdef
                    and f.proowner = current_user::regrole and not has_function_privilege(r.name, f.oid, 'execute')
                """)) {
            find.setString(1, name);
            find.setString(2, name);
            find.setArray(3, owner.createArrayOf("text", PRIVILEGES));
            find.setString(4, name);
            ResultSet rows = find.executeQuery();
            while (rows.next()) {
                missing.add(rows.getString(1));
            }
        }
        return missing;
    }

    private static void requireOwner(Statement statement) throws SQLException {
        if (isLimited(statement)) {
            throw new StartFailure(
                    "SIA_DATABASE_USER: this user does not own the tables, so row-level security hides all"
                            + " rows from it. Use the user that made them.");
        }
    }

    /** A role with too many rights would pass unnoticed. */
    private void verify(Statement statement) throws SQLException {
        statement.execute(setRole());
        boolean limited = isLimited(statement);
        statement.execute("reset role");
        if (!limited) {
            throw new StartFailure("SIA_DATABASE_USER: row-level security does not hold for the role " + name
                    + ". Take SUPERUSER, BYPASSRLS and the ownership of tables from it.");
        }
    }

    private static boolean isLimited(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select row_security_active('job')")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
