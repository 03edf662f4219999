package dev.sia.server.identity;

/** What is wrong with a credential; for the debug log, so the message never repeats any of it. */
public final class UnusableCredential extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableCredential(String reason) {
        super(reason);
    }

    UnusableCredential(String reason, Throwable cause) {
        super(reason, cause);
    }
}
