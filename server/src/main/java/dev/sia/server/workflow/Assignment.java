package dev.sia.server.workflow;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An attempt that was made for the workflow's job.
 *
 * @param nodeQueue task queue of the node that holds the agent's session; null while the agent is away
 * @param timeoutSeconds how long the attempt may take in all, the server's own slack included
 * @param offered whether the node that made the attempt has sent the offer
 */
public record Assignment(String attemptId, @Nullable String nodeQueue, long timeoutSeconds, boolean offered) {
    /** The same, as the database tells it of an attempt that is live; its agent is offered it again if it has not answered. */
    static Assignment of(NextStep step) {
        return new Assignment(requireNonNull(step.attemptId()), step.nodeQueue(), step.timeoutSeconds(), false);
    }
}
