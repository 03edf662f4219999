package dev.sia.server.attempt;

import dev.sia.server.log.LogDigest;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of the log that it has written.
 *
 * @param lastSeq number of the last record, 0 for none
 * @param digest of the whole log; null from an agent that does not compute it
 */
public record FinalLog(long lastSeq, @Nullable LogDigest digest) {
    /** Whether the stored log is the one that the agent wrote, as far as the agent tells. */
    boolean proves(Attempt stored) {
        return lastSeq == stored.lastLogSeq() && (digest == null || digest.equals(stored.logDigest()));
    }
}
