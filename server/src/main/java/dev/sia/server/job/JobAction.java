package dev.sia.server.job;

/** What can happen to a job's status. */
public enum JobAction {
    /** An agent was chosen. */
    ASSIGN,
    /** The agent did not take it, was lost, or failed in a way that is worth another try. */
    REQUEUE,
    /** An attempt succeeded. */
    SUBMIT_FOR_REVIEW,
    /** The last attempt failed, or the time for all of them is up. */
    FAIL,
    /** Somebody asked, and nothing runs (any longer). */
    CANCEL,
    /** Somebody wants it to be tried once more. */
    RETRY,
    /** A reviewer wants it changed. */
    REWORK,
    /** A reviewer is content. */
    COMPLETE,
    /** Somebody puts it away. */
    ARCHIVE
}
