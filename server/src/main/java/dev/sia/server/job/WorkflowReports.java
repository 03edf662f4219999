package dev.sia.server.job;

/** Asks Temporal about the workflows of jobs. */
@FunctionalInterface
public interface WorkflowReports {
    /** @throws dev.sia.server.error.DomainException UNAVAILABLE when Temporal does not answer */
    WorkflowReport of(JobId job);
}
