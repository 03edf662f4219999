package dev.sia.server.job;

import dev.sia.server.db.Database;
import dev.sia.server.outbox.Outbox;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps jobs from being stranded, whatever was lost. */
public final class JobRecovery {
    private static final Logger log = LoggerFactory.getLogger(JobRecovery.class);
    private static final int BATCH = 500;

    private final Database database;
    private final Outbox outbox;

    public JobRecovery(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /**
     * Promises a wake-up to the workflow of every unfinished job: one that runs takes a look and goes on, one that Temporal
     * has forgotten starts again where the database says.
     */
    public void wakeAll() {
        JobId after = new JobId(new UUID(0, 0));
        int count = 0;
        for (List<JobId> batch = wakeAfter(after); !batch.isEmpty(); batch = wakeAfter(after)) {
            after = batch.getLast();
            count += batch.size();
        }
        if (count > 0) {
            log.info("Woke the workflows of {} unfinished jobs", count);
        }
    }

    private List<JobId> wakeAfter(JobId after) {
        return database.acrossOrganizations(tx -> {
            List<JobId> batch = tx.mapper(JobMapper.class).unfinishedAfter(after, BATCH);
            outbox.wakeWorkflowsUnlessPromised(
                    tx, batch.stream().map(JobId::value).toList());
            return batch;
        });
    }

    public void deleteOldIdempotencyKeys() {
        database.runAcrossOrganizations(tx -> tx.mapper(JobMapper.class).deleteOldIdempotencyKeys());
    }
}
