package dev.sia.server.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What concerns the agent of an attempt; runs on the node that holds the agent's session, if there is one. */
@ActivityInterface
public interface AttemptActivities {
    /**
     * Completes when the attempt has ended; until then the node that holds the agent's session sends heartbeats with the
     * attempt's step. Repeatable.
     *
     * @param offered false: offer the attempt to the agent unless it has answered
     */
    @ActivityMethod(name = "RunAttempt")
    void run(String attemptId, boolean offered);

    /** Tells the agent what it has not acknowledged yet: to stop, hints. Returns at once. Repeatable. */
    @ActivityMethod(name = "DeliverCommands")
    void deliverCommands(String attemptId);
}
