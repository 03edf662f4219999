package dev.sia.server.db;

import dev.sia.server.error.DomainException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells lost connections and broken constraints from mistakes in the program. */
final class DatabaseErrors {
    private DatabaseErrors() {}

    static RuntimeException translate(RuntimeException thrown) {
        SQLException cause = sqlCause(thrown);
        if (cause == null) {
            return thrown;
        }
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        if (cause instanceof SQLTransientConnectionException || isConnectionTrouble(state)) {
            return DomainException.unavailable("The database does not answer. Try again shortly.", thrown);
        }
        if (isLostRace(state)) {
            return DomainException.unavailable("The request collided with another one. Try again.", thrown);
        }
        if (state.startsWith("23")) {
            return new ConstraintViolation(constraintOf(cause), thrown);
        }
        return thrown;
    }

    private static @Nullable SQLException sqlCause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Class 08 connection exception, 53 insufficient resources, 57P0x server shutting down or starting up. */
    private static boolean isConnectionTrouble(String state) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P0");
    }

    /** Serialization failure and deadlock: nothing was changed, and the same request may well succeed. */
    private static boolean isLostRace(String state) {
        return state.equals("40001") || state.equals("40P01");
    }

    private static String constraintOf(SQLException cause) {
        ServerErrorMessage message = cause instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
        String constraint = message == null ? null : message.getConstraint();
        return constraint == null ? "" : constraint;
    }
}
