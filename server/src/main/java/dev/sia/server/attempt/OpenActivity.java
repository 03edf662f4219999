package dev.sia.server.attempt;

import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import dev.sia.server.organization.OrganizationId;
import org.jspecify.annotations.Nullable;

/** A live attempt that an activity waits for. */
public record OpenActivity(
        AttemptId id,
        OrganizationId organizationId,
        JobId jobId,
        int number,
        byte[] taskToken,
        @Nullable Step currentStep,
        long lastLogSeq) {}
