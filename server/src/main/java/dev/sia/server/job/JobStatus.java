package dev.sia.server.job;

/** Where a job stands; {@link JobTransitions} has the ways from one to another. */
public enum JobStatus {
    QUEUED,
    IN_PROGRESS,
    IN_REVIEW,
    COMPLETED,
    FAILED,
    CANCELLED,
    ARCHIVED;

    /** Whether agents still have, or will get, work to do for the job. */
    public boolean isActive() {
        return this == QUEUED || this == IN_PROGRESS;
    }
}
