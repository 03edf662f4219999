package dev.sia.server.agent;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs jobs, as its row has it.
 *
 * @param nodeId the server node that holds its session; null while none does
 * @param drainRequestedAt when somebody asked it to take no more; null when nobody did
 * @param sessionDraining it said itself that it takes no more
 * @param consecutiveFailures attempts in a row that failed for reasons that lie with it
 * @param credentialRevokedAt when its credential was revoked; null when it was not
 * @param runningCount attempts that it has now
 */
public record Agent(
        AgentId id,
        OrganizationId organizationId,
        String name,
        AgentStatus status,
        String statusReason,
        Instant statusChangedAt,
        List<String> labels,
        int capacity,
        @Nullable String version,
        long sessionEpoch,
        @Nullable String nodeId,
        @Nullable Instant drainRequestedAt,
        @Nullable Actor drainRequestedBy,
        @Nullable String drainReason,
        boolean sessionDraining,
        int consecutiveFailures,
        Instant enrolledAt,
        Instant credentialIssuedAt,
        @Nullable Instant credentialRevokedAt,
        @Nullable Instant lastSeenAt,
        int runningCount) {

    /**
     * Why an agent takes no more.
     *
     * @param by the agent itself when it is going to stop
     * @param at null when it was the agent itself
     */
    public record Drain(
            Actor by, @Nullable Instant at, @Nullable String reason) {}

    public Actor actor() {
        return Actor.agent(id.toString(), name);
    }

    /** Whether a node holds its connection. */
    public boolean connected() {
        return nodeId != null;
    }

    /** Why it takes no more; what people asked for comes first. */
    public Optional<Drain> drain() {
        if (drainRequestedBy != null) {
            return Optional.of(new Drain(drainRequestedBy, drainRequestedAt, drainReason));
        }
        return sessionDraining ? Optional.of(new Drain(actor(), null, statusReason)) : Optional.empty();
    }
}
