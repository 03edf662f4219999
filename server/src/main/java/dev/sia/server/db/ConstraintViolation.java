package dev.sia.server.db;

/**
 * A statement broke a constraint and its transaction was rolled back. Thrown by {@link Database#inTransaction} so that a
 * service can turn the constraint it expected into a refusal, without knowing the driver.
 */
public final class ConstraintViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String constraint;

    ConstraintViolation(String constraint, Throwable cause) {
        super("Constraint " + constraint + " is violated", cause);
        this.constraint = constraint;
    }

    /** The name of the constraint or unique index; empty when the server did not say. */
    public String constraint() {
        return constraint;
    }
}
