package dev.sia.sdk;

import dev.sia.api.client.QueuesApi;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.model.QueuedJob;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The queues of one organization. Errors are those of {@link Jobs}. */
public final class Queues {
    private static final int LARGEST_PAGE = 200;

    private final UUID organizationId;
    private final QueuesApi api;
    private final Calls calls;

    Queues(UUID organizationId, QueuesApi api, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.calls = calls;
    }

    /** Both queues with counts, in the order in which they are served. */
    public List<QueueOverview> list() {
        return calls.repeatable(() -> api.listQueues(organizationId)).getItems();
    }

    /**
     * One page of a queue.
     *
     * @param cursor {@code nextCursor} of the page before; null for the first page
     * @param limit most queued jobs in it, 1 to 200; also most running ones
     */
    public QueueStatus page(QueueName queue, @Nullable String cursor, int limit) {
        return calls.repeatable(() -> api.getQueue(organizationId, queue, cursor, limit));
    }

    /** One queue with at most 200 of its waiting and of its running jobs. */
    public QueueStatus get(QueueName queue) {
        return page(queue, null, LARGEST_PAGE);
    }

    /** All jobs that wait in a queue, next one first. Pages are asked for as the stream is read. */
    public Stream<QueuedJob> queued(QueueName queue) {
        return PageStream.of(cursor -> {
            QueueStatus page = page(queue, cursor, LARGEST_PAGE);
            return new PageStream.Page<>(page.getQueued(), page.getNextCursor());
        });
    }
}
