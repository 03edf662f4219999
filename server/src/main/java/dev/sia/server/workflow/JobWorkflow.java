package dev.sia.server.workflow;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Drives one job from its queue to review or an end. Its id is {@code job-<job id>}; it may be started again at any time. */
@WorkflowInterface
public interface JobWorkflow {
    String TYPE = "JobWorkflow";
    String WAKE = "wake";
    String ASSIGNED = "assigned";

    @WorkflowMethod(name = TYPE)
    void run(JobInput input);

    /** Something about the job has changed in the database: look again. */
    @SignalMethod(name = WAKE)
    void wake();

    /** An attempt was made: see it through. */
    @SignalMethod(name = ASSIGNED)
    void assigned(Assignment made);
}
