package dev.sia.cli.agent.attempt;

/** Why an attempt is stopped before its steps are through. */
enum StopReason {
    /** The server asked for it. */
    CANCELLED,
    /** Its time is up. */
    TIMEOUT,
    /** Somebody else may have the job now. */
    LEASE_LOST,
    /** No contact with the server for so long that somebody else may have the job now. */
    OUT_OF_CONTACT,
    /** The agent is going down. */
    AGENT_STOPPED
}
