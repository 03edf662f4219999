package dev.sia.server.job;

/** What can happen to a job's status. */
public enum JobAction {
    /** An agent was chosen. */
    ASSIGN,
    /** The agent did not take it, was lost, or failed in a way that is worth another try. */
    REQUEUE,
    /** An attempt succeeded. */
    SUBMIT_FOR_REVIEW,
    /** The last attempt failed. */
    FAIL,
    /** Somebody asked, and nothing runs (any longer). */
    CANCEL
}
