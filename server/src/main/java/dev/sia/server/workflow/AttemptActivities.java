package dev.sia.server.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What concerns the agent of an attempt; runs on the node that holds the agent's session, if there is one. */
@ActivityInterface
public interface AttemptActivities {
    /** Offers the attempt unless it runs already, and completes when it has ended. Repeatable. */
    @ActivityMethod(name = "RunAttempt")
    void run(String attemptId);

    /** Has the attempt stopped: takes the offer back or tells the agent. Returns at once. Repeatable. */
    @ActivityMethod(name = "DeliverCancel")
    void deliverCancel(String attemptId);
}
