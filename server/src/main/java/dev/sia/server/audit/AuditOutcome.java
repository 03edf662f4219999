package dev.sia.server.audit;

/** Whether somebody did what was asked. */
public enum AuditOutcome {
    ALLOWED,
    DENIED
}
