package dev.sia.server.log;

import dev.sia.server.db.Database;
import java.util.List;
import java.util.UUID;

/**
 * Removes what an organization does not want to keep any longer, in whole chunks from the beginning of a log. The attempt says
 * from which record on its log is there. By age logs go when their attempt has ended long enough ago, by size the
 * oldest first. Several nodes may do this at once.
 */
public final class LogRetention {
    private static final int MOST_AT_ONCE = 100;
    /** What is left then has time until the next run. */
    private static final int MOST_TURNS = 1_000;

    private final Database database;

    public LogRetention(Database database) {
        this.database = database;
    }

    /** Removes everything that is due now. */
    public void run() {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            List<UUID> tooOld = database.inTransaction(
                    tx -> tx.mapper(LogRetentionMapper.class).tooOld(MOST_AT_ONCE));
            tooOld.forEach(attempt -> remove(attempt, Long.MAX_VALUE));
            if (tooOld.size() < MOST_AT_ONCE) {
                break;
            }
        }
        database.inTransaction(tx -> tx.mapper(LogRetentionMapper.class).tooLarge())
                .forEach(this::shrink);
    }

    private void shrink(LogExcess excess) {
        long bytes = excess.bytes();
        for (int turn = 0; turn < MOST_TURNS && bytes > 0; turn++) {
            List<LogSize> oldest = database.inTransaction(
                    tx -> tx.mapper(LogRetentionMapper.class).oldest(excess.organizationId(), MOST_AT_ONCE));
            if (oldest.isEmpty()) {
                return;
            }
            for (LogSize log : oldest) {
                if (bytes > 0) {
                    remove(log.attemptId(), bytes);
                    bytes -= log.bytes();
                }
            }
        }
    }

    /** Removes the first chunks of a log, until they make up so many bytes. */
    private void remove(UUID attemptId, long bytes) {
        database.runInTransaction(tx -> {
            if (tx.mapper(LogMapper.class).lockTail(attemptId).isEmpty()) {
                return;
            }
            LogRetentionMapper mapper = tx.mapper(LogRetentionMapper.class);
            Long last = mapper.endOfFirst(attemptId, bytes);
            if (last != null) {
                mapper.remove(attemptId, last);
            }
        });
    }
}
