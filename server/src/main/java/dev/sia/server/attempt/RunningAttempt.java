package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A live attempt as the status of a queue shows it. */
public record RunningAttempt(
        JobId jobId,
        String title,
        int number,
        AttemptStatus status,
        @Nullable Step currentStep,
        AgentId agentId,
        String agentName,
        Instant offeredAt) {}
