package dev.sia.server.outbox;

import dev.sia.server.db.Tx;
import java.util.UUID;

/** Hears what became of a job's workflow start, so that the job can say it. */
public interface WorkflowStarts {
    void started(Tx tx, UUID jobId);

    void failed(Tx tx, UUID jobId, String reason);
}
