package dev.sia.server.job;

import dev.sia.server.db.Tx;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.WorkflowStarts;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.UUID;

/** Lets jobs say whether their workflows have been handed to Temporal; from then on they can be given out. */
public final class JobWorkflowStarts implements WorkflowStarts {
    private final Signals signals;

    public JobWorkflowStarts(Signals signals) {
        this.signals = signals;
    }

    @Override
    public void started(Tx tx, List<UUID> jobIds) {
        List<OrganizationId> changed = tx.mapper(JobMapper.class).markWorkflowsStarted(jobIds);
        tx.afterCommit(() -> changed.stream()
                .distinct()
                .forEach(organization -> signals.publish(Topic.dispatch(organization.value()))));
    }

    @Override
    public void failed(Tx tx, UUID jobId, String reason) {
        tx.mapper(JobMapper.class).setWorkflowError(new JobId(jobId), reason);
    }
}
