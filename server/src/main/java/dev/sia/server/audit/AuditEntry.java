package dev.sia.server.audit;

import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored entry.
 *
 * @param action the contract's name of the operation, call or frame
 * @param actor null for somebody who did not prove who it is
 * @param subjectId what was changed when it is no job, agent or queue
 * @param eventNumber the first event that tells of the change
 * @param code why it was denied; null for what was allowed
 * @param count how many refusals it stands for
 * @param firstAt when the first of them was
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String action,
        AuditOutcome outcome,
        @Nullable Actor actor,
        @Nullable String address,
        @Nullable UUID requestId,
        @Nullable UUID jobId,
        @Nullable UUID agentId,
        @Nullable String queue,
        @Nullable UUID subjectId,
        @Nullable Long eventNumber,
        @Nullable ErrorCode code,
        long count,
        @Nullable Instant firstAt) {}
