package dev.sia.server.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Short database work, run as local activities. */
@ActivityInterface
public interface JobActivities {
    /** Moves the job on as far as the database alone can, and tells what is to happen next. Repeatable. */
    @ActivityMethod(name = "Advance")
    NextStep advance(String jobId);
}
