package dev.sia.server.outbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A promised call; {@code tries} counts those that failed. */
record OutboxRow(
        long id,
        OutboxKind kind,
        UUID jobId,
        byte @Nullable [] taskToken,
        @Nullable UUID attemptId,
        @Nullable String nodeId,
        @Nullable Long timeoutSeconds,
        boolean offered,
        int tries) {

    static OutboxRow promise(OutboxKind kind, UUID jobId) {
        return new OutboxRow(0, kind, jobId, null, null, null, null, false, 0);
    }

    static OutboxRow completion(UUID jobId, byte[] taskToken) {
        return new OutboxRow(0, OutboxKind.COMPLETE_ATTEMPT, jobId, taskToken, null, null, null, false, 0);
    }

    static OutboxRow assignment(UUID jobId, Assignment made) {
        return new OutboxRow(
                0,
                OutboxKind.ASSIGN_ATTEMPT,
                jobId,
                null,
                made.attemptId(),
                made.nodeId(),
                made.longest().toSeconds(),
                made.offered(),
                0);
    }

    OutboxRow withId(long stored) {
        return new OutboxRow(stored, kind, jobId, taskToken, attemptId, nodeId, timeoutSeconds, offered, tries);
    }
}
