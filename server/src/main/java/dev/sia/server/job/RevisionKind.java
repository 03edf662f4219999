package dev.sia.server.job;

/** What made a revision. */
public enum RevisionKind {
    CREATED,
    UPDATED,
    REWORK,
    RETRY
}
