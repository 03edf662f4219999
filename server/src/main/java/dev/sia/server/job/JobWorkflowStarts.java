package dev.sia.server.job;

import dev.sia.server.db.Tx;
import dev.sia.server.outbox.WorkflowStarts;
import java.util.UUID;

/** Lets the job say whether its workflow has been handed to Temporal. */
public final class JobWorkflowStarts implements WorkflowStarts {
    @Override
    public void started(Tx tx, UUID jobId) {
        tx.mapper(JobMapper.class).markWorkflowStarted(new JobId(jobId));
    }

    @Override
    public void failed(Tx tx, UUID jobId, String reason) {
        tx.mapper(JobMapper.class).setWorkflowError(new JobId(jobId), reason);
    }
}
