package dev.sia.server.outbox;

import java.util.UUID;

/** The calls to Temporal that the outbox promises. They may be made more often than once. */
public interface WorkflowCalls {
    /** Starts the workflow of a job unless it runs. */
    void start(UUID jobId);

    /** Starts the workflow of a job unless it runs, and tells it of a new attempt. */
    void assign(UUID jobId, Assignment made);

    /** Starts the workflow of a job unless it runs, and makes it look at the job. */
    void wake(UUID jobId);

    /** Completes the activity with this token; one that Temporal does not know any longer counts as completed. */
    void completeAttempt(UUID jobId, byte[] taskToken);

    /** One sentence for people on why a call failed. */
    String explain(RuntimeException failure);
}
