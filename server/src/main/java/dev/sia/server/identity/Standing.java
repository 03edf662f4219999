package dev.sia.server.identity;

import dev.sia.server.error.DomainException;

/** What the credential of one open connection is worth now. To be closed with the connection. Safe for use by many threads. */
public final class Standing implements AutoCloseable {
    private final WatchedCredential watched;
    private final Runnable changed;
    private final Runnable leave;

    Standing(WatchedCredential watched, Runnable changed, Runnable leave) {
        this.watched = watched;
        this.changed = changed;
        this.leave = leave;
    }

    void tellChange() {
        changed.run();
    }

    WatchedCredential watched() {
        return watched;
    }

    /**
     * The caller as the last look at the credential found it; asks nobody.
     *
     * @throws DomainException {@code unauthenticated} when it is not good any longer, {@code unavailable} when that could not
     *     be found out for too long
     */
    public Principal principal() {
        return watched.principal();
    }

    /** Nobody asks about the credential any more, unless somebody else holds it, too. */
    @Override
    public void close() {
        leave.run();
    }
}
