package dev.sia.server.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection listening, for ever and again; after each gap it says that something may have been missed. */
final class NotificationListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NotificationListener.class);
    private static final int POLL_MILLIS = 10_000;
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final DatabaseSettings settings;
    private final Consumer<String> received;
    private final Runnable afterGap;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;

    NotificationListener(DatabaseSettings settings, Consumer<String> received, Runnable afterGap) {
        this.settings = settings;
        this.received = received;
        this.afterGap = afterGap;
        this.thread = Thread.ofVirtual().name("notifications-listen").start(this::listenUntilClosed);
    }

    private void listenUntilClosed() {
        Duration delay = FIRST_DELAY;
        while (!closed) {
            try (Connection listening = connect()) {
                connection = listening;
                delay = FIRST_DELAY;
                afterGap.run();
                receive(listening.unwrap(PGConnection.class));
            } catch (SQLException lost) {
                if (!closed) {
                    log.warn("Lost the listening connection, connecting again: {}", lost.getMessage());
                }
            }
            delay = pause(delay);
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("ApplicationName", "sia-listen");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        Connection listening = DriverManager.getConnection(settings.url(), properties);
        try (Statement statement = listening.createStatement()) {
            statement.execute("LISTEN " + Notifications.POSTGRES_CHANNEL);
            return listening;
        } catch (SQLException thrown) {
            listening.close();
            throw thrown;
        }
    }

    private void receive(PGConnection listening) throws SQLException {
        while (!closed) {
            PGNotification[] notifications = listening.getNotifications(POLL_MILLIS);
            if (notifications == null || notifications.length == 0) {
                probe(listening);
                continue;
            }
            for (PGNotification notification : notifications) {
                received.accept(notification.getParameter());
            }
        }
    }

    /** A connection that a network dropped silently would otherwise stay quiet for ever. */
    private static void probe(PGConnection listening) throws SQLException {
        if (listening instanceof Connection plain && !plain.isValid(5)) {
            throw new SQLException("it no longer answers");
        }
    }

    private Duration pause(Duration delay) {
        if (!closed) {
            try {
                Thread.sleep(delay);
            } catch (InterruptedException stop) {
                closed = true;
            }
        }
        Duration next = delay.multipliedBy(2);
        return next.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : next;
    }

    @Override
    public void close() {
        closed = true;
        Connection listening = connection;
        if (listening != null) {
            try {
                // Closing waits for the blocked read; aborting does not.
                listening.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                log.debug("The listening connection was already gone", alreadyGone);
            }
        }
        thread.interrupt();
    }
}
