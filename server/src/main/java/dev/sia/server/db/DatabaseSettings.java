package dev.sia.server.db;

import java.time.Duration;
import java.util.Objects;

/**
 * Where the database is.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://…}
 * @param poolSize most connections that one node holds for transactions
 * @param timeout longest wait for one of them
 */
public record DatabaseSettings(String url, String user, String password, int poolSize, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    public DatabaseSettings {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(timeout, "timeout");
        if (poolSize < 1) {
            throw new IllegalArgumentException("poolSize must be positive");
        }
    }

    /** With the usual patience. */
    public DatabaseSettings(String url, String user, String password, int poolSize) {
        this(url, user, password, poolSize, TIMEOUT);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + ", password=***, poolSize=" + poolSize + ", timeout="
                + timeout + "]";
    }
}
