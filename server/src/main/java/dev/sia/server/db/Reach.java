package dev.sia.server.db;

import org.jspecify.annotations.Nullable;

/**
 * How far a transaction reaches, and the SQL that tells PostgreSQL so. It is valid until the transaction ends, whichever way;
 * a connection on which nothing was said sees no rows.
 *
 * @param prefix goes with the first statement of the transaction, or with each one when there is none around them
 * @param organization the prefix's only parameter
 * @param mark ends every statement: one that is prepared for one reach would have to be planned anew for another
 */
record Reach(String prefix, @Nullable String organization, String mark) {
    private static final Reach ACROSS =
            new Reach("select set_config('role', 'none', true); ", null, " -- across organizations");

    static Reach of(Tenant tenant) {
        return new Reach(
                "select set_config('sia.organization', ?, true); ",
                tenant.value().toString(),
                "");
    }

    static Reach across() {
        return ACROSS;
    }

    /** For statements that are each a transaction of its own: they are refused when they write. */
    Reach reading() {
        return new Reach(
                prefix.replace("; ", ", set_config('transaction_read_only', 'on', true); "), organization, mark);
    }

    int parameters() {
        return organization == null ? 0 : 1;
    }
}
