package dev.sia.server.timeline;

import dev.sia.server.event.EventType;

/** What an entry of a timeline is about. */
public enum TimelineKind {
    QUEUE,
    CHANGE,
    STATUS,
    ATTEMPT,
    STEP,
    HINT,
    CANCELLATION,
    RECOVERY,
    AGENT;

    static TimelineKind of(EventType type) {
        return switch (type) {
            case JOB_QUEUED, JOB_MOVED, QUEUE_PAUSED, QUEUE_RESUMED, SETTINGS_CHANGED -> QUEUE;
            // Not of jobs; like the settings, for completeness.
            case JOB_UPDATED, API_KEY_CREATED, API_KEY_REVOKED -> CHANGE;
            case JOB_HINTED, JOB_HINT_DELIVERED -> HINT;
            case JOB_STATUS_CHANGED -> STATUS;
            case JOB_CANCELLATION_CHANGED -> CANCELLATION;
            case JOB_RECOVERED -> RECOVERY;
            case ATTEMPT_STATUS_CHANGED, ATTEMPT_WITHDRAWN -> ATTEMPT;
            case ATTEMPT_STEP_CHANGED -> STEP;
            case AGENT_ENROLLED,
                    AGENT_STATUS_CHANGED,
                    AGENT_UPDATED,
                    AGENT_REMOVED,
                    AGENT_CREDENTIAL_ROTATED,
                    AGENT_CREDENTIAL_REVOKED,
                    ENROLMENT_TOKEN_CREATED,
                    ENROLMENT_TOKEN_REVOKED -> AGENT;
        };
    }
}
