package dev.sia.server.queue;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Hands out places in the queues and tells what waits in them. */
public final class QueueService {
    private final Database database;

    public QueueService(Database database) {
        this.database = database;
    }

    /** Makes the queues of a new organization; does nothing when they are there. */
    public void create(Tx tx, OrganizationId organization) {
        tx.mapper(QueueMapper.class).create(organization);
    }

    /** Ranks in a row behind every other in the queue; the first of them. Locks the queue until commit. */
    public long endRanks(Tx tx, OrganizationId organization, QueueName queue, int count) {
        return tx.mapper(QueueMapper.class).nextEnds(organization, queue, count);
    }

    /** A rank before every other in the queue. Locks the queue until commit. */
    public long headRank(Tx tx, OrganizationId organization, QueueName queue) {
        return tx.mapper(QueueMapper.class).nextHead(organization, queue);
    }

    /** Keeps others from taking jobs out of the organization's queues, or putting some in, until commit. */
    public void lock(Tx tx, OrganizationId organization) {
        tx.mapper(QueueMapper.class).lock(organization);
    }

    /** Counts something that a person did to the order of a queue, which gives it a new entity tag. */
    public void countChange(Tx tx, OrganizationId organization, QueueName queue) {
        tx.mapper(QueueMapper.class).countChange(organization, queue);
    }

    /** The queues in serving order; empty for an organization that nobody has used yet. */
    public List<QueueOverview> overview(OrganizationId organization) {
        return database.inTransaction(tx -> tx.mapper(QueueMapper.class).overview(organization));
    }

    /** Waiting jobs in order, after the first {@code skip}. */
    public List<QueuedJob> queued(OrganizationId organization, QueueName queue, int skip, int limit) {
        return database.inTransaction(tx -> tx.mapper(QueueMapper.class).queued(organization, queue, skip, limit));
    }

    /** A job's place in its queue from 1; empty when it does not wait. */
    public OptionalInt position(OrganizationId organization, UUID jobId) {
        Integer position =
                database.inTransaction(tx -> tx.mapper(QueueMapper.class).position(organization, jobId));
        return position == null ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
