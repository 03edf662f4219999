package dev.sia.server.event;

/** What kind of fact an event tells. The contract describes which members each kind has. */
public enum EventType {
    JOB_QUEUED,
    JOB_UPDATED,
    JOB_HINTED,
    JOB_HINT_DELIVERED,
    JOB_STATUS_CHANGED,
    JOB_CANCELLATION_CHANGED,
    JOB_RECOVERED,
    ATTEMPT_STATUS_CHANGED,
    ATTEMPT_WITHDRAWN,
    ATTEMPT_STEP_CHANGED,
    AGENT_ENROLLED,
    AGENT_STATUS_CHANGED,
    AGENT_UPDATED,
    AGENT_REMOVED,
    QUEUE_PAUSED,
    QUEUE_RESUMED,
    JOB_MOVED,
    SETTINGS_CHANGED,
    API_KEY_CREATED,
    API_KEY_REVOKED
}
