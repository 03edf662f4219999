package dev.sia.server.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted; null members accept everything.
 *
 * @param from the earliest time
 * @param to the first time that is too late
 */
public record AuditFilter(
        @Nullable String actorId,
        @Nullable String action,
        @Nullable AuditOutcome outcome,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID jobId,
        @Nullable UUID agentId) {
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null, null);
}
