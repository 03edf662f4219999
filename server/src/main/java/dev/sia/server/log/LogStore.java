package dev.sia.server.log;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import java.util.List;
import java.util.UUID;

/** Stores and reads lines. The cost of a line does not depend on how long its log is. */
public final class LogStore {
    private final Database database;

    public LogStore(Database database) {
        this.database = database;
    }

    /** Appends lines whose numbers the caller has checked under the attempt's lock. */
    public void append(Tx tx, UUID attemptId, List<LogLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        tx.mapper(LogMapper.class)
                .append(
                        attemptId,
                        lines.stream().map(LogLine::seq).toList(),
                        lines.stream().map(LogLine::at).toList(),
                        lines.stream().map(LogLine::stream).toList(),
                        lines.stream().map(LogLine::step).toList(),
                        lines.stream().map(LogLine::continued).toList(),
                        lines.stream().map(LogLine::text).toList());
    }

    /** At most {@code limit} lines with greater numbers, in order. */
    public List<LogLine> after(UUID attemptId, long afterSeq, int limit) {
        return database.inTransaction(tx -> tx.mapper(LogMapper.class).after(attemptId, afterSeq, limit));
    }

    /** The same with at most {@code bytes} of text as UTF-8, but always one line when there is one. */
    public List<LogLine> after(UUID attemptId, long afterSeq, int limit, int bytes) {
        return database.inTransaction(tx -> tx.mapper(LogMapper.class).afterWithin(attemptId, afterSeq, limit, bytes));
    }
}
