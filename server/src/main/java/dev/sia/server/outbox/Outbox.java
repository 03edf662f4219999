package dev.sia.server.outbox;

import dev.sia.server.db.Tx;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.UUID;

/** Stores promises in the transaction that makes them. */
public final class Outbox {
    private final Signals signals;

    public Outbox(Signals signals) {
        this.signals = signals;
    }

    /** The job's workflow will run. */
    public void startWorkflow(Tx tx, UUID jobId) {
        tx.mapper(OutboxMapper.class).insert(OutboxKind.START_WORKFLOW, jobId, null);
        announce(tx);
    }

    /** The job's workflow will run, and look at the job once more. */
    public void wakeWorkflow(Tx tx, UUID jobId) {
        tx.mapper(OutboxMapper.class).insert(OutboxKind.WAKE_WORKFLOW, jobId, null);
        announce(tx);
    }

    /** The same for a job that nothing new happened to: whoever is about to be woken need not be woken once more. */
    public void wakeWorkflowUnlessPromised(Tx tx, UUID jobId) {
        if (tx.mapper(OutboxMapper.class).insertWakeUnlessPresent(jobId) > 0) {
            announce(tx);
        }
    }

    /** The activity that waits for an attempt of the job will be completed. */
    public void completeAttempt(Tx tx, UUID jobId, byte[] taskToken) {
        tx.mapper(OutboxMapper.class).insert(OutboxKind.COMPLETE_ATTEMPT, jobId, taskToken);
        announce(tx);
    }

    private void announce(Tx tx) {
        tx.afterCommit(() -> signals.publish(Topic.outbox()));
    }
}
