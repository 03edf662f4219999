package dev.sia.server.outbox;

import dev.sia.server.db.Tx;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Stores promises in the transaction that makes them, and hands them to this node's {@link OutboxRelay} when it has
 * committed. What does not fit in the hand is found in the table a little later.
 */
public final class Outbox {
    /** Longer than any call takes, so that nobody else begins the same one. */
    static final int HIDDEN_SECONDS = 10;

    private final Hand hand = new Hand();

    /** The jobs' workflows will run. */
    public void startWorkflows(Tx tx, List<UUID> jobIds) {
        store(
                tx,
                jobIds.stream()
                        .map(id -> OutboxRow.promise(OutboxKind.START_WORKFLOW, id))
                        .toList());
    }

    /** The job's workflow will see the attempt through. */
    public void assignAttempt(Tx tx, UUID jobId, Assignment made) {
        store(tx, List.of(OutboxRow.assignment(jobId, made)));
    }

    /** The job's workflow will run, and look at the job once more. */
    public void wakeWorkflow(Tx tx, UUID jobId) {
        store(tx, List.of(OutboxRow.promise(OutboxKind.WAKE_WORKFLOW, jobId)));
    }

    /** The same for jobs that nothing new happened to: whoever is about to be woken need not be woken once more. */
    public void wakeWorkflowsUnlessPromised(Tx tx, List<UUID> jobIds) {
        tx.mapper(OutboxMapper.class).insertWakesUnlessPresent(jobIds);
    }

    /** The activity that waits for an attempt of the job will be completed. */
    public void completeAttempt(Tx tx, UUID jobId, byte[] taskToken) {
        store(tx, List.of(OutboxRow.completion(jobId, taskToken)));
    }

    private void store(Tx tx, List<OutboxRow> rows) {
        List<Long> ids = tx.mapper(OutboxMapper.class).insert(rows, HIDDEN_SECONDS);
        tx.afterCommit(() -> IntStream.range(0, rows.size())
                .forEach(place -> hand.offer(rows.get(place).withId(ids.get(place)))));
    }

    Hand hand() {
        return hand;
    }
}
