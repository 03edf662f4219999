package dev.sia.server.key;

import dev.sia.server.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** When keys were used last: collected as they are checked, stored a few at a time, for each key once in ten minutes at most. */
final class KeyUses {
    private static final Duration COARSE = Duration.ofMinutes(10);
    /** More wait for the next use: being late is all that happens. */
    private static final int MOST_WAITING = 10_000;

    private final Database database;
    private final Map<ApiKeyId, Instant> waiting = new ConcurrentHashMap<>();

    KeyUses(Database database) {
        this.database = database;
    }

    void used(ApiKeyId id, @Nullable Instant storedUse, Instant now) {
        boolean due = storedUse == null || storedUse.plus(COARSE).isBefore(now);
        if (due && waiting.size() < MOST_WAITING) {
            waiting.put(id, now);
        }
    }

    /** Stores what was collected, in one statement. */
    void flush() {
        List<Map.Entry<ApiKeyId, Instant>> uses = new ArrayList<>(waiting.entrySet());
        if (uses.isEmpty()) {
            return;
        }
        database.runAcrossOrganizations(tx -> {
            tx.commitWithoutWaiting();
            tx.mapper(ApiKeyMapper.class)
                    .used(
                            uses.stream().map(Map.Entry::getKey).toList(),
                            uses.stream().map(Map.Entry::getValue).toList());
        });
        uses.forEach(use -> waiting.remove(use.getKey(), use.getValue()));
    }
}
