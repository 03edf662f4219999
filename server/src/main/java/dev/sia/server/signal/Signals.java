package dev.sia.server.signal;

import java.util.function.Consumer;

/** Publish and subscribe for wake-ups. */
public interface Signals {
    /** Tells every subscriber of the topic, on this node at once and on others soon. Never blocks and never fails. */
    void publish(Topic topic);

    /**
     * Calls {@code wake} for every signal of the topic until the subscription is closed. {@code wake} must return at once:
     * it sets a flag or releases a semaphore. Signals may come when nothing changed, and several may come as one.
     */
    Subscription subscribe(Topic topic, Runnable wake);

    /** Like {@link #subscribe(Topic, Runnable)} for all topics of a kind. */
    Subscription subscribeAll(Topic.Kind kind, Consumer<Topic> wake);

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
