package dev.sia.server.log;

import java.util.UUID;

/**
 * A range of an attempt's log.
 *
 * @param afterSeq only records with a greater number
 * @param beforeSeq only records with a smaller number
 * @param backward take those at the upper end; they come in the order of their numbers all the same
 * @param limit most records
 * @param bytes most text as UTF-8, in all; one record always comes when there is one
 */
public record LogQuery(
        UUID attemptId, long afterSeq, long beforeSeq, boolean backward, LogFilter filter, int limit, int bytes) {
    /** The next records of any kind. */
    public static LogQuery after(UUID attemptId, long afterSeq, int limit, int bytes) {
        return new LogQuery(attemptId, afterSeq, Long.MAX_VALUE, false, LogFilter.ALL, limit, bytes);
    }

    /** The last records of any kind. */
    public static LogQuery last(UUID attemptId, long headSeq, int limit, int bytes) {
        return new LogQuery(attemptId, 0, headSeq + 1, true, LogFilter.ALL, limit, bytes);
    }

    LogQuery going(long after, long before) {
        return new LogQuery(attemptId, after, before, backward, filter, limit, bytes);
    }
}
