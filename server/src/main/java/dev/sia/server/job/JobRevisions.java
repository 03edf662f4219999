package dev.sia.server.job;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import java.util.List;

/**
 * What was asked of jobs, each time somebody asked. Most jobs are asked for once, so the first revision is written with the
 * second: until then it is the job itself.
 */
public final class JobRevisions {
    private final Database database;

    public JobRevisions(Database database) {
        this.database = database;
    }

    /** Keeps a new revision; call it while the job, which the caller has locked, still has its old prompt. */
    void add(Tx tx, Job job, RevisionKind kind, String prompt, Review comments, Actor actor) {
        JobRevisionMapper mapper = tx.mapper(JobRevisionMapper.class);
        mapper.keepFirst(job.id(), Review.NONE);
        mapper.add(job.id(), kind, prompt, comments, actor);
    }

    /** @param after number of the last revision of the page before; 0 for the first page */
    public List<JobRevision> list(Job job, int after, int limit) {
        List<JobRevision> kept = database.read(
                job.organizationId(), tx -> tx.mapper(JobRevisionMapper.class).after(job.id(), after, limit));
        return kept.isEmpty() && after == 0 ? List.of(first(job)) : kept;
    }

    private static JobRevision first(Job job) {
        return new JobRevision(1, RevisionKind.CREATED, job.prompt(), Review.NONE, job.createdBy(), job.createdAt());
    }

    /** What the last review asked for; nothing for a job that was never sent back. */
    public Review lastReview(Job job) {
        if (job.attemptsBefore() == 0) {
            return Review.NONE;
        }
        return database.read(
                job.organizationId(),
                tx -> tx.mapper(JobRevisionMapper.class).lastReview(job.id()).orElse(Review.NONE));
    }
}
