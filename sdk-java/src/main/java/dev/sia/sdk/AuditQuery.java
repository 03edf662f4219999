package dev.sia.sdk;

import dev.sia.api.model.AuditOutcome;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which audit entries to read; null members accept everything.
 *
 * @param actorId only what this user, API key or agent did or tried
 * @param action only this action, such as {@code createJob}
 * @param outcome only what was allowed, or only what was denied
 * @param from only entries written then or later
 * @param to only entries written before
 * @param jobId only those about this job
 * @param agentId only those about this agent
 * @param pageSize most entries asked for at once, 1 to 200
 */
public record AuditQuery(
        @Nullable String actorId,
        @Nullable String action,
        @Nullable AuditOutcome outcome,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID jobId,
        @Nullable UUID agentId,
        int pageSize) {
    /** All entries. */
    public static final AuditQuery ALL = new AuditQuery(null, null, null, null, null, null, null, 100);

    /** The same, only this action. */
    public AuditQuery ofAction(String wanted) {
        return new AuditQuery(actorId, wanted, outcome, from, to, jobId, agentId, pageSize);
    }

    /** The same, only with this outcome. */
    public AuditQuery withOutcome(AuditOutcome wanted) {
        return new AuditQuery(actorId, action, wanted, from, to, jobId, agentId, pageSize);
    }
}
