package dev.sia.server.log;

import java.util.UUID;

/**
 * Records to be appended to one log.
 *
 * @param digest of the log with these records
 */
public record LogAppend(UUID attemptId, LogBatch batch, LogDigest digest) {
    /** @param before digest of the log without them */
    public static LogAppend of(UUID attemptId, LogDigest before, LogBatch batch) {
        return new LogAppend(attemptId, batch, before.extended(batch.lines()));
    }
}
