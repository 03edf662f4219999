package dev.sia.server.attempt;

import dev.sia.server.db.Database;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reading attempts. Whoever asks about a job has found it in the caller's organization before. */
public final class AttemptReads {
    private final Database database;

    public AttemptReads(Database database) {
        this.database = database;
    }

    /** The attempt with the greatest number; empty when the job has had none. */
    public Optional<Attempt> latest(OrganizationId organization, JobId job) {
        return database.read(organization, tx -> tx.mapper(AttemptMapper.class).latest(job));
    }

    public Optional<Attempt> numbered(OrganizationId organization, JobId job, int number) {
        return database.read(organization, tx -> tx.mapper(AttemptMapper.class).numbered(job, number));
    }

    /**
     * Attempts in their order.
     *
     * @param after number of the last attempt of the page before; 0 for the first page
     */
    public List<Attempt> list(OrganizationId organization, JobId job, int after, int limit) {
        return database.read(organization, tx -> tx.mapper(AttemptMapper.class).ofJobAfter(job, after, limit));
    }

    /** Steps begun so far, in order. */
    public List<AttemptStep> steps(OrganizationId organization, AttemptId attempt) {
        return database.read(organization, tx -> tx.mapper(AttemptMapper.class).steps(attempt));
    }

    /** Steps of several attempts; one that has begun none is left out. */
    public Map<AttemptId, List<AttemptStep>> steps(OrganizationId organization, List<AttemptId> some) {
        if (some.isEmpty()) {
            return Map.of();
        }
        return database.read(organization, tx -> tx.mapper(AttemptMapper.class).stepsOf(some)).stream()
                .collect(Collectors.groupingBy(
                        StepOfAttempt::attemptId, Collectors.mapping(StepOfAttempt::value, Collectors.toList())));
    }

    /** Live attempts of a queue's jobs, longest first. */
    public List<RunningAttempt> running(OrganizationId organization, QueueName queue, int limit) {
        return database.read(organization, tx -> tx.mapper(AttemptMapper.class).running(organization, queue, limit));
    }
}
