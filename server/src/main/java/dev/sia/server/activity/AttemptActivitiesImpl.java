package dev.sia.server.activity;

import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.workflow.AttemptActivities;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.util.UUID;

/** Leaves the task token with the attempt; whoever stores its end completes the activity through the outbox. */
public final class AttemptActivitiesImpl implements AttemptActivities {
    private final AttemptProgress progress;

    public AttemptActivitiesImpl(AttemptProgress progress) {
        this.progress = progress;
    }

    @Override
    public void run(String attemptId, boolean offered) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        if (progress.begin(id(attemptId), context.getTaskToken(), offered)) {
            context.doNotCompleteOnReturn();
        }
    }

    @Override
    public void deliverCommands(String attemptId) {
        progress.deliverCommands(id(attemptId));
    }

    private static AttemptId id(String attemptId) {
        return new AttemptId(UUID.fromString(attemptId));
    }
}
