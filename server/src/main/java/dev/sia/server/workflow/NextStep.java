package dev.sia.server.workflow;

import org.jspecify.annotations.Nullable;

/**
 * What is to happen next with a job, as the database says.
 *
 * @param attemptId with {@code RUN}, the live attempt
 * @param nodeQueue with {@code RUN}, task queue of the node that holds the agent's session; null while the agent is away
 * @param timeoutSeconds with {@code RUN}, how long the attempt may take in all, the server's own slack included
 * @param commandsPending whether there is something to tell the attempt's agent
 */
public record NextStep(
        Kind kind,
        @Nullable String attemptId,
        @Nullable String nodeQueue,
        long timeoutSeconds,
        boolean commandsPending) {
    /** What kind of step it is. */
    public enum Kind {
        /** Nothing until the workflow is woken. */
        WAIT,
        /** An attempt is live: see it through. */
        RUN,
        /** Agents have nothing more to do for the job. */
        OVER
    }
}
