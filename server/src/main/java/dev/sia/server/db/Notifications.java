package dev.sia.server.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wake-ups between nodes over PostgreSQL's NOTIFY. They carry no data worth keeping: one may be lost, merged with equal
 * ones or come twice, so a consumer reads the truth from the tables and has a slow sweep behind it.
 *
 * <p>What {@link #notify} is given within 20 ms is sent in one tiny transaction of its own, because NOTIFY inside busy
 * transactions serialises their commits. All channels share one PostgreSQL channel and one listening connection.
 */
public final class Notifications implements AutoCloseable {
    /** Given to consumers instead of a payload after a loss: anything on the channel may have changed. */
    public static final String ANYTHING = "*";

    static final String POSTGRES_CHANNEL = "sia";
    private static final Logger log = LoggerFactory.getLogger(Notifications.class);
    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(20);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int PENDING_LIMIT = 4_096;
    private static final char SEPARATOR = ':';

    private final Database database;
    private final NotificationListener listener;
    private final Map<String, List<Consumer<String>>> consumers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> pending = new LinkedHashSet<>();
    private final Duration flushInterval;
    private final int pendingLimit;
    private final Thread sender;
    private volatile boolean closed;

    public Notifications(Database database, DatabaseSettings settings) {
        this(database, settings, FLUSH_INTERVAL, PENDING_LIMIT);
    }

    Notifications(Database database, DatabaseSettings settings, Duration flushInterval, int pendingLimit) {
        this.database = database;
        this.flushInterval = flushInterval;
        this.pendingLimit = pendingLimit;
        this.listener = new NotificationListener(settings, this::deliver, this::anythingMayHaveChanged);
        this.sender = Thread.ofVirtual().name("notifications-send").start(this::sendUntilClosed);
    }

    /**
     * Calls the consumer with the payload of every wake-up on the channel, this node's own ones included. It runs on the
     * listening thread: it hands over and returns at once.
     *
     * @return closes the subscription
     */
    public AutoCloseable listen(String channel, Consumer<String> consumer) {
        List<Consumer<String>> ofChannel = consumers.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>());
        ofChannel.add(consumer);
        return () -> ofChannel.remove(consumer);
    }

    /** Wakes all listeners of the channel on all nodes soon; never blocks and never fails. */
    public void notify(String channel, String payload) {
        if (channel.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException("A channel name has no colon: " + channel);
        }
        lock.lock();
        try {
            String wakeUp = channel + SEPARATOR + (pending.size() < pendingLimit ? payload : ANYTHING);
            pending.add(wakeUp);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is pending, then rests; after {@link #close} sends what is left and ends. */
    private void sendUntilClosed() {
        try {
            while (true) {
                List<String> wakeUps = takePending();
                if (wakeUps.isEmpty()) {
                    return;
                }
                send(wakeUps);
                rest();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the first wake-up; empty only when nothing more will come. */
    private List<String> takePending() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pending.isEmpty() && !closed) {
                changed.await();
            }
            List<String> taken = new ArrayList<>(pending);
            pending.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void rest() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = flushInterval.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(List<String> wakeUps) {
        try {
            database.runAcrossOrganizations(tx -> sendIn(tx, wakeUps));
        } catch (RuntimeException lost) {
            log.warn("{} wake-ups could not be sent; sweeps make up for them: {}", wakeUps.size(), lost.getMessage());
        }
    }

    private static void sendIn(Tx tx, List<String> wakeUps) {
        Connection connection = tx.connection();
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, w) FROM unnest(?) AS w")) {
            statement.setString(1, POSTGRES_CHANNEL);
            statement.setArray(2, SqlArrays.of(connection, wakeUps));
            statement.execute();
        } catch (SQLException thrown) {
            throw new IllegalStateException("NOTIFY failed: " + thrown.getMessage(), thrown);
        }
    }

    private void deliver(String wakeUp) {
        int separator = wakeUp.indexOf(SEPARATOR);
        if (separator > 0) {
            deliver(consumers.getOrDefault(wakeUp.substring(0, separator), List.of()), wakeUp.substring(separator + 1));
        }
    }

    private void anythingMayHaveChanged() {
        consumers.values().forEach(ofChannel -> deliver(ofChannel, ANYTHING));
    }

    private static void deliver(List<Consumer<String>> ofChannel, String payload) {
        for (Consumer<String> consumer : ofChannel) {
            try {
                consumer.accept(payload);
            } catch (RuntimeException thrown) {
                log.error("A consumer of wake-ups failed", thrown);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            sender.join(CLOSE_TIMEOUT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        listener.close();
    }
}
