package dev.sia.server.agent;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs jobs, as its row has it.
 *
 * @param nodeId the server node that holds its session; null while offline
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
        Instant enrolledAt,
        @Nullable Instant lastSeenAt,
        int runningCount) {

    public Actor actor() {
        return Actor.agent(id.toString(), name);
    }
}
