package dev.sia.server.outbox;

/** What an outbox row promises. */
enum OutboxKind {
    /** Start the job's workflow unless it runs. */
    START_WORKFLOW,
    /** Start the job's workflow if there is none, and tell it of a new attempt. */
    ASSIGN_ATTEMPT,
    /** Start the job's workflow if there is none, and make it look at the job. */
    WAKE_WORKFLOW,
    /** Complete the activity that waits for an attempt. */
    COMPLETE_ATTEMPT
}
