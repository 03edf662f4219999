package dev.sia.server.log;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tenant;
import dev.sia.server.db.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stores and reads records. The cost of a record does not depend on how long its log is. */
public final class LogStore {
    /** How much one query unpacks at most; whoever wants more reads on. */
    private static final long MOST_SCANNED_BYTES = 32L << 20;
    /** Unpacked at a time while a filter looks for records. */
    private static final int SCAN_BYTES = 1 << 20;

    private final Database database;
    private final LogMerging merging;

    public LogStore(Database database, LogMerging merging) {
        this.database = database;
        this.merging = merging;
    }

    /**
     * Appends records whose numbers the caller has checked under their attempts' locks. Several appends to one log are in
     * order.
     */
    public void append(Tx tx, List<LogAppend> appends) {
        if (appends.isEmpty()) {
            return;
        }
        LogMapper mapper = tx.mapper(LogMapper.class);
        List<LogChunk> chunks =
                appends.stream().map(append -> append.batch().chunk()).toList();
        mapper.insert(
                appends.stream().map(LogAppend::attemptId).toList(),
                chunks.stream().map(LogChunk::firstSeq).toList(),
                chunks.stream().map(LogChunk::lastSeq).toList(),
                chunks.stream().map(LogChunk::kinds).toList(),
                chunks.stream().map(LogChunk::encoding).toList(),
                chunks.stream().map(LogChunk::plainBytes).toList(),
                chunks.stream().map(LogChunk::data).toList());
        Map<UUID, Growth> byLog = new LinkedHashMap<>();
        appends.forEach(append -> byLog.merge(append.attemptId(), Growth.of(append), Growth::and));
        List<LogTail> tails = advance(mapper, byLog.keySet(), byLog.values());
        tx.afterCommit(() -> tails.forEach(merging::consider));
    }

    /** The log will not grow any more, and ends with so many small chunks. */
    public void ended(UUID attemptId, int smallChunks) {
        merging.finish(attemptId, smallChunks);
    }

    private static List<LogTail> advance(LogMapper mapper, Collection<UUID> logs, Collection<Growth> growths) {
        return mapper.advance(
                List.copyOf(logs),
                growths.stream().map(Growth::lastSeq).toList(),
                growths.stream().map(Growth::digest).toList(),
                growths.stream().map(Growth::bytes).toList(),
                growths.stream().map(Growth::storedBytes).toList(),
                growths.stream().map(Growth::droppedLines).toList(),
                growths.stream().map(Growth::chunks).toList(),
                growths.stream().map(Growth::small).toList());
    }

    /** What appends do to one log. */
    private record Growth(
            long lastSeq,
            LogDigest digest,
            long bytes,
            long storedBytes,
            long droppedLines,
            int chunks,
            boolean small) {
        static Growth of(LogAppend append) {
            LogBatch batch = append.batch();
            return new Growth(
                    batch.lastSeq(),
                    append.digest(),
                    batch.textBytes(),
                    batch.chunk().data().length,
                    batch.droppedLines(),
                    1,
                    !batch.chunk().isLarge());
        }

        Growth and(Growth next) {
            return new Growth(
                    next.lastSeq,
                    next.digest,
                    bytes + next.bytes,
                    storedBytes + next.storedBytes,
                    droppedLines + next.droppedLines,
                    chunks + next.chunks,
                    small || next.small);
        }
    }

    /** The next records, but at most {@code bytes} of text as UTF-8, and always one when there is one. */
    public List<LogLine> after(Tenant organization, UUID attemptId, long afterSeq, int limit, int bytes) {
        return read(organization, LogQuery.after(attemptId, afterSeq, limit, bytes))
                .lines();
    }

    /** What the log has of the range, or the first piece of it. */
    public LogScan read(Tenant organization, LogQuery query) {
        return query.backward() ? backward(organization, query) : forward(organization, query);
    }

    private LogScan forward(Tenant organization, LogQuery query) {
        List<LogLine> found = new ArrayList<>();
        Room room = new Room(query);
        long scanned = query.afterSeq();
        for (long unpacked = 0; unpacked < MOST_SCANNED_BYTES; ) {
            // The end of the range may be in the middle of a chunk.
            List<LogChunk> chunks = scanned + 1 >= query.beforeSeq()
                    ? List.of()
                    : chunks(organization, query.going(scanned, query.beforeSeq()), room);
            if (chunks.isEmpty()) {
                return new LogScan(found, query.afterSeq() + 1, query.beforeSeq() - 1, false);
            }
            for (LogChunk chunk : chunks) {
                for (LogLine line : LogPacking.unpack(chunk, scanned + 1, query.beforeSeq() - 1)) {
                    if (query.filter().takes(line)) {
                        // Retention may take lines away meanwhile: what is found has no hole, the next piece tells.
                        boolean hole = !found.isEmpty() && query.filter().takesAll() && line.seq() != scanned + 1;
                        if (hole || !room.takes(line)) {
                            return new LogScan(found, query.afterSeq() + 1, scanned, true);
                        }
                        found.add(line);
                    }
                    scanned = line.seq();
                }
                unpacked += chunk.plainBytes();
            }
        }
        return new LogScan(found, query.afterSeq() + 1, scanned, true);
    }

    private LogScan backward(Tenant organization, LogQuery query) {
        List<LogLine> found = new ArrayList<>();
        Room room = new Room(query);
        long scanned = query.beforeSeq();
        for (long unpacked = 0; unpacked < MOST_SCANNED_BYTES; ) {
            List<LogChunk> chunks = scanned <= query.afterSeq() + 1
                    ? List.of()
                    : chunks(organization, query.going(query.afterSeq(), scanned), room);
            if (chunks.isEmpty()) {
                return new LogScan(found.reversed(), query.afterSeq() + 1, query.beforeSeq() - 1, false);
            }
            for (LogChunk chunk : chunks) {
                for (LogLine line : LogPacking.unpack(chunk, query.afterSeq() + 1, scanned - 1)
                        .reversed()) {
                    if (query.filter().takes(line)) {
                        if (!room.takes(line)) {
                            return new LogScan(found.reversed(), scanned, query.beforeSeq() - 1, true);
                        }
                        found.add(line);
                    }
                    scanned = line.seq();
                }
                unpacked += chunk.plainBytes();
            }
        }
        return new LogScan(found.reversed(), scanned, query.beforeSeq() - 1, true);
    }

    private List<LogChunk> chunks(Tenant organization, LogQuery query, Room room) {
        LogFilter filter = query.filter();
        int stream = LogKinds.bit(filter.stream());
        int step = LogKinds.bit(filter.step());
        // One record more than there is room for tells whether the range goes on.
        int lines = filter.takesAll() ? room.lines + 1 : Integer.MAX_VALUE;
        int bytes = filter.takesAll() ? Math.max(1, room.bytes) : SCAN_BYTES;
        return database.read(organization, tx -> {
            LogMapper mapper = tx.mapper(LogMapper.class);
            return query.backward()
                    ? mapper.last(query.attemptId(), query.afterSeq(), query.beforeSeq(), stream, step, lines, bytes)
                    : mapper.first(query.attemptId(), query.afterSeq(), query.beforeSeq(), stream, step, lines, bytes);
        });
    }

    /** What is left of a query's bounds. */
    private static final class Room {
        private final int limit;
        private int lines;
        private int bytes;

        Room(LogQuery query) {
            this.limit = query.limit();
            this.lines = query.limit();
            this.bytes = query.bytes();
        }

        boolean takes(LogLine line) {
            int size = line.text().getBytes(StandardCharsets.UTF_8).length;
            if (lines == 0 || bytes < size && lines < limit) {
                return false;
            }
            lines--;
            bytes -= size;
            return true;
        }
    }
}
