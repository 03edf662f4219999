package dev.sia.server.attempt;

import dev.sia.server.db.Database;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Optional;

/** Reading attempts. Whoever asks about a job has found it in the caller's organization before. */
public final class AttemptReads {
    private final Database database;

    public AttemptReads(Database database) {
        this.database = database;
    }

    /** The attempt with the greatest number; empty when the job has had none. */
    public Optional<Attempt> latest(JobId job) {
        return database.inTransaction(tx -> tx.mapper(AttemptMapper.class).latest(job));
    }

    public Optional<Attempt> numbered(JobId job, int number) {
        return database.inTransaction(tx -> tx.mapper(AttemptMapper.class).numbered(job, number));
    }

    /** Steps begun so far, in order. */
    public List<AttemptStep> steps(AttemptId attempt) {
        return database.inTransaction(tx -> tx.mapper(AttemptMapper.class).steps(attempt));
    }

    /** Live attempts of a queue's jobs, longest first. */
    public List<RunningAttempt> running(OrganizationId organization, QueueName queue, int limit) {
        return database.inTransaction(tx -> tx.mapper(AttemptMapper.class).running(organization, queue, limit));
    }
}
