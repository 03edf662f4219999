package dev.sia.server.measure;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A workflow that ends as it begins: what Temporal costs when nothing is done. */
@WorkflowInterface
public interface EmptyWorkflow {
    /** Its type. */
    String TYPE = "SiaEmptyWorkflow";

    /** Does nothing. */
    @WorkflowMethod(name = TYPE)
    void run();
}
