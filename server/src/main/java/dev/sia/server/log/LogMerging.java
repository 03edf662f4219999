package dev.sia.server.log;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts small chunks together. A slow log is stored in many of a few records each, as they came; a large one takes less
 * room and is read faster. What is not merged in time, because a node died, is read all the same. Thread-safe.
 */
public final class LogMerging {
    /** So many small chunks at the end of a log are worth a merge while it grows. */
    static final int MANY = 64;

    /** Fewer are not worth one at all. */
    static final int FEW = 8;

    private static final int TARGET_BYTES = 128 * 1024;
    private static final int MOST_AT_ONCE = 256;
    /** Unpacked, in memory. */
    private static final int MOST_BYTES = 4 << 20;
    /** What does not fit in here is considered again with its next append. */
    private static final int MOST_WAITING = 10_000;

    private final Database database;
    private final Set<UUID> waiting = ConcurrentHashMap.newKeySet();

    public LogMerging(Database database) {
        this.database = database;
    }

    /** The log has grown. */
    void consider(LogTail tail) {
        if (tail.smallChunks() >= MANY) {
            add(tail.attemptId());
        }
    }

    /** The log will not grow any more, and ends with so many small chunks. */
    public void finish(UUID attemptId, int smallChunks) {
        if (smallChunks >= FEW) {
            add(attemptId);
        }
    }

    private void add(UUID attemptId) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(attemptId);
        }
    }

    /** Merges what waits. */
    public void run() {
        for (UUID attemptId : List.copyOf(waiting)) {
            waiting.remove(attemptId);
            database.runAcrossOrganizations(tx -> merge(tx, attemptId));
        }
    }

    /** Under the attempt's lock, so neither an append nor retention gets in between. */
    private static void merge(Tx tx, UUID attemptId) {
        LogMapper mapper = tx.mapper(LogMapper.class);
        LogTail tail = mapper.lockTail(attemptId).orElse(null);
        if (tail == null || tail.smallChunks() < FEW) {
            return;
        }
        List<LogChunk> before = mapper.tail(attemptId, tail.mergedSeq(), MOST_AT_ONCE, MOST_BYTES);
        List<LogChunk> after = new ArrayList<>();
        long fewerBytes = 0;
        for (List<LogChunk> group : groups(before)) {
            LogChunk merged = group.size() == 1 ? group.getFirst() : replace(mapper, attemptId, group);
            fewerBytes += group.stream().mapToLong(chunk -> chunk.data().length).sum() - merged.data().length;
            after.add(merged);
        }
        // What has a successor is as large as it will be: its neighbour did not fit.
        int done = after.getLast().isLarge() ? after.size() : after.size() - 1;
        long mergedSeq = done == 0 ? tail.mergedSeq() : after.get(done - 1).lastSeq();
        mapper.merged(attemptId, mergedSeq, before.size() - after.size() + done, fewerBytes);
    }

    private static LogChunk replace(LogMapper mapper, UUID attemptId, List<LogChunk> group) {
        List<LogLine> lines = new ArrayList<>();
        for (LogChunk chunk : group) {
            lines.addAll(LogPacking.unpack(chunk, chunk.firstSeq(), chunk.lastSeq()));
        }
        LogChunk merged = LogPacking.pack(lines);
        mapper.delete(attemptId, merged.firstSeq(), merged.lastSeq());
        mapper.insert(
                List.of(attemptId),
                List.of(merged.firstSeq()),
                List.of(merged.lastSeq()),
                List.of(merged.kinds()),
                List.of(merged.encoding()),
                List.of(merged.plainBytes()),
                List.of(merged.data()));
        return merged;
    }

    /** Neighbours that make one chunk together. */
    private static List<List<LogChunk>> groups(List<LogChunk> chunks) {
        List<List<LogChunk>> groups = new ArrayList<>();
        int bytes = TARGET_BYTES;
        for (LogChunk chunk : chunks) {
            if (bytes + chunk.plainBytes() > TARGET_BYTES) {
                groups.add(new ArrayList<>());
                bytes = 0;
            }
            groups.getLast().add(chunk);
            bytes += chunk.plainBytes();
        }
        return groups;
    }
}
