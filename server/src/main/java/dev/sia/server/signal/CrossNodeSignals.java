package dev.sia.server.signal;

import dev.sia.server.db.Notifications;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals on this node at once, and through the database on all others that share it within some tens of milliseconds.
 * What is published in between is sent once, never inside the transaction that it tells of.
 */
public final class CrossNodeSignals implements Signals, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CrossNodeSignals.class);
    private static final String CHANNEL = "signal";
    private static final String SEPARATOR = "/";

    private final LocalSignals local = new LocalSignals();
    private final Notifications notifications;
    private final String nodeId;
    private final AutoCloseable listening;

    public CrossNodeSignals(Notifications notifications, String nodeId) {
        this.notifications = notifications;
        this.nodeId = nodeId;
        this.listening = notifications.listen(CHANNEL, this::heard);
    }

    @Override
    public void publish(Topic topic) {
        local.publish(topic);
        notifications.notify(CHANNEL, topic.kind() + SEPARATOR + topic.id() + SEPARATOR + nodeId);
    }

    @Override
    public Subscription subscribe(Topic topic, Runnable wake) {
        return local.subscribe(topic, wake);
    }

    @Override
    public Subscription subscribeAll(Topic.Kind kind, Consumer<Topic> wake) {
        return local.subscribeAll(kind, wake);
    }

    private void heard(String payload) {
        if (payload.equals(Notifications.ANYTHING)) {
            local.publishAll();
        } else if (!payload.endsWith(SEPARATOR + nodeId)) {
            topicOf(payload).ifPresent(local::publish);
        }
    }

    /** Nodes of another version may know other kinds; those are not for this one. */
    private static Optional<Topic> topicOf(String payload) {
        String[] parts = payload.split(SEPARATOR, 3);
        try {
            return Optional.of(new Topic(Topic.Kind.valueOf(parts[0]), UUID.fromString(parts[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unknown) {
            log.debug("A signal that this version does not know: {}", payload);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (Exception impossible) {
            throw new IllegalStateException("Listening did not end", impossible);
        }
    }
}
