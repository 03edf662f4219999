package dev.sia.server.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The tails of one kind that somebody watches; one that nobody watches any more is closed.
 *
 * @param <K> what is watched
 * @param <W> watchers
 */
final class Tails<K, W, T extends Tail<W>> {
    private final Map<K, T> open = new ConcurrentHashMap<>();
    private final Function<K, T> starter;

    /** @param starter makes a tail and starts it */
    Tails(Function<K, T> starter) {
        this.starter = starter;
    }

    T join(K key, W watcher, Runnable wakeWatcher) {
        return open.compute(key, (watched, present) -> {
            T tail = present == null ? starter.apply(watched) : present;
            tail.add(watcher, wakeWatcher);
            return tail;
        });
    }

    void leave(K key, W watcher) {
        open.computeIfPresent(key, (watched, tail) -> {
            if (!tail.remove(watcher)) {
                return tail;
            }
            tail.close();
            return null;
        });
    }

    int size() {
        return open.size();
    }
}
