package dev.sia.server.event;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which events of an organization a reader wants: of one job, of some types, or (both null) all. */
public record EventFilter(@Nullable UUID jobId, @Nullable Set<EventType> types) {
    public static final EventFilter ALL = new EventFilter(null, null);
    public static final EventFilter QUEUES = new EventFilter(
            null,
            Set.of(
                    EventType.JOB_QUEUED,
                    EventType.JOB_STATUS_CHANGED,
                    EventType.JOB_UPDATED,
                    EventType.JOB_MOVED,
                    EventType.QUEUE_PAUSED,
                    EventType.QUEUE_RESUMED));
    public static final EventFilter AGENTS = new EventFilter(
            null,
            Set.of(
                    EventType.AGENT_ENROLLED,
                    EventType.AGENT_STATUS_CHANGED,
                    EventType.AGENT_UPDATED,
                    EventType.AGENT_REMOVED,
                    EventType.AGENT_CREDENTIAL_ROTATED,
                    EventType.AGENT_CREDENTIAL_REVOKED));

    public static EventFilter job(UUID jobId) {
        return new EventFilter(jobId, null);
    }

    public boolean accepts(Event event) {
        return (jobId == null || jobId.equals(event.jobId())) && (types == null || types.contains(event.type()));
    }
}
