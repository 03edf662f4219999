package dev.sia.server.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals inside one node. */
public final class LocalSignals implements Signals {
    private static final Logger log = LoggerFactory.getLogger(LocalSignals.class);

    private final Map<Topic, Set<Runnable>> byTopic = new ConcurrentHashMap<>();
    private final Map<Topic.Kind, Set<Consumer<Topic>>> byKind = new ConcurrentHashMap<>();

    @Override
    public void publish(Topic topic) {
        byTopic.getOrDefault(topic, Set.of()).forEach(wake -> guarded(topic, wake));
        byKind.getOrDefault(topic.kind(), Set.of()).forEach(wake -> guarded(topic, () -> wake.accept(topic)));
    }

    /** One bad subscriber is nobody else's trouble, least of all the publisher's. */
    private static void guarded(Topic topic, Runnable wake) {
        try {
            wake.run();
        } catch (RuntimeException failure) {
            log.error("A subscriber of {} failed", topic, failure);
        }
    }

    /** Wakes every subscriber: signals may have been missed. Those of whole kinds hear of every topic subscribed to. */
    public void publishAll() {
        byTopic.keySet().forEach(this::publish);
    }

    /** How many subscriptions to single topics are open. */
    public int subscriptions() {
        return byTopic.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public Subscription subscribe(Topic topic, Runnable wake) {
        // A wrapper of its own, so that the same Runnable can be subscribed twice.
        Runnable entry = () -> wake.run();
        byTopic.compute(topic, (key, present) -> {
            Set<Runnable> set = present == null ? ConcurrentHashMap.newKeySet() : present;
            set.add(entry);
            return set;
        });
        return () -> byTopic.computeIfPresent(topic, (key, set) -> {
            set.remove(entry);
            return set.isEmpty() ? null : set;
        });
    }

    @Override
    public Subscription subscribeAll(Topic.Kind kind, Consumer<Topic> wake) {
        Consumer<Topic> entry = topic -> wake.accept(topic);
        byKind.computeIfAbsent(kind, key -> ConcurrentHashMap.newKeySet()).add(entry);
        return () -> byKind.getOrDefault(kind, Set.of()).remove(entry);
    }
}
