package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.job.Failure;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogDigest;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try of a job on one agent, as its row has it.
 *
 * @param lastLogSeq number of the last stored log record, 0 for none
 * @param logOldestSeq number of the oldest one that is kept; greater than {@code lastLogSeq} when there is none
 * @param logDigest of all records up to the last
 * @param logBytes text in all, as UTF-8
 * @param logStoredBytes what it takes in the database
 * @param logDroppedLines lines that the agent had no room for
 * @param logSmallChunks chunks at its end that may be merged
 * @param logComplete it has ended and every line that the agent wrote is stored
 * @param taskToken Temporal's handle to the activity that waits for it
 * @param concluded the job has been moved on by what it came to
 */
public record Attempt(
        AttemptId id,
        OrganizationId organizationId,
        JobId jobId,
        int number,
        AgentId agentId,
        String agentName,
        Lease lease,
        AttemptStatus status,
        Instant offeredAt,
        Instant offerExpiresAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant endedAt,
        @Nullable Step currentStep,
        @Nullable Failure failure,
        @Nullable Publication publication,
        long lastLogSeq,
        long logOldestSeq,
        LogDigest logDigest,
        long logBytes,
        long logStoredBytes,
        long logDroppedLines,
        int logSmallChunks,
        boolean logComplete,
        byte @Nullable [] taskToken,
        boolean concluded) {}
