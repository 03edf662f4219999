package dev.sia.server.job;

/** Kind of failure; decides whether another attempt makes sense. */
public enum FailureClass {
    REPOSITORY,
    TOOL,
    VERIFICATION,
    PUBLICATION,
    TIMEOUT,
    AGENT,
    AGENT_LOST,
    /** Nothing moved for too long; only the server says so. */
    STUCK;

    /** Whether the cause is the place where the job ran, not the job: another agent may well succeed. */
    public boolean isInfrastructure() {
        return this == AGENT || this == AGENT_LOST;
    }
}
