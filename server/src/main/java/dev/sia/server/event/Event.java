package dev.sia.server.event;

import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored fact. The members that a type does not have are null; enumerations of other features are kept as their
 * lower-case names, so that this package depends on none of them.
 */
public record Event(
        OrganizationId organizationId,
        long number,
        EventType type,
        Instant at,
        Actor actor,
        @Nullable UUID jobId,
        @Nullable UUID agentId,
        @Nullable Integer attempt,
        @Nullable String queue,
        @Nullable String jobStatus,
        @Nullable String attemptStatus,
        @Nullable String agentStatus,
        @Nullable String cancellationStage,
        @Nullable String step,
        @Nullable String stepState,
        @Nullable String reason) {}
