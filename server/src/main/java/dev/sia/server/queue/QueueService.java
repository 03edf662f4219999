package dev.sia.server.queue;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands out places in the queues and tells what waits in them. What compares ranks reads across organizations and names its
 * own in the statement: under a policy PostgreSQL compares decimals only row by row, after it, and not with an index.
 */
public final class QueueService {
    /** Beyond this place nobody counts: the answer would cost more than it is worth. */
    public static final int LAST_COUNTED = 10_000;

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

    /**
     * Counts something that a person did to the order of a queue, which gives it a new entity tag. Locks the queue until
     * commit. Whoever calls this appends exactly one of the events that {@link dev.sia.server.event.EventService#lastOfQueue} reads.
     */
    public void countChange(Tx tx, OrganizationId organization, QueueName queue) {
        tx.mapper(QueueMapper.class).countChange(organization, queue);
    }

    /** The queues in serving order; empty for an organization that nobody has used yet. */
    public List<QueueOverview> overview(OrganizationId organization) {
        return database.read(organization, tx -> tx.mapper(QueueMapper.class).overview(organization));
    }

    public QueueOverview overview(OrganizationId organization, QueueName queue) {
        return overview(organization).stream()
                .filter(overview -> overview.name() == queue)
                .findFirst()
                .orElseThrow(() -> DomainException.notFound("This queue"));
    }

    /**
     * Waiting jobs in order.
     *
     * @param after only those behind this place; null for the first ones
     */
    public List<QueuedJob> queued(OrganizationId organization, QueueName queue, @Nullable QueuePlace after, int limit) {
        QueuePlace from = after == null ? QueuePlace.BEFORE_ALL : after;
        return database.readAcrossOrganizations(
                tx -> tx.mapper(QueueMapper.class).queued(organization, queue, from, limit));
    }

    /** A job's place in its queue from 1; empty when it does not wait, or beyond {@link #LAST_COUNTED}. */
    public OptionalInt position(OrganizationId organization, UUID jobId) {
        return position(database.read(
                organization, tx -> tx.mapper(QueueMapper.class).position(organization, jobId, LAST_COUNTED)));
    }

    /** The same from what the database counted; null when the job does not wait. */
    public static OptionalInt position(@Nullable Integer counted) {
        return counted == null || counted > LAST_COUNTED ? OptionalInt.empty() : OptionalInt.of(counted);
    }
}
