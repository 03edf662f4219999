package dev.sia.server.outbox;

import dev.sia.server.db.Tx;
import java.util.List;
import java.util.UUID;

/** Hears what became of jobs' workflow starts, so that the jobs can say it and be given out. */
public interface WorkflowStarts {
    void started(Tx tx, List<UUID> jobIds);

    void failed(Tx tx, UUID jobId, String reason);
}
