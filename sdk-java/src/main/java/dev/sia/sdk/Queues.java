package dev.sia.sdk;

import dev.sia.api.client.QueuesApi;
import dev.sia.api.model.JobScheduling;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.MovedJob;
import dev.sia.api.model.PauseQueueRequest;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.model.QueuedJob;
import java.time.Duration;
import java.time.Instant;
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

    /**
     * Has nothing more given out from a queue; what agents have goes on. A queue that is paused gets the new note and end.
     *
     * @param note the reason, for people, at most 500 characters; null for none
     * @param until when the pause ends by itself; null for never
     */
    public QueueOverview pause(QueueName queue, @Nullable String note, @Nullable Instant until) {
        return calls.once(() -> api.pauseQueue(
                organizationId, queue, new PauseQueueRequest().note(note).until(until)));
    }

    /**
     * The same for a time from now, by the server's clock.
     *
     * @param length whole seconds, at most 366 days
     */
    public QueueOverview pauseFor(QueueName queue, @Nullable String note, Duration length) {
        PauseQueueRequest request = new PauseQueueRequest().note(note).forSeconds(Math.toIntExact(length.toSeconds()));
        return calls.once(() -> api.pauseQueue(organizationId, queue, request));
    }

    /**
     * Has jobs given out from a queue again.
     *
     * @throws dev.sia.sdk.error.SiaConflictException when it is not paused ({@code queue_not_paused})
     */
    public QueueOverview resume(QueueName queue) {
        return calls.once(() -> api.resumeQueue(organizationId, queue));
    }

    /**
     * Puts a waiting job elsewhere among those of its priority.
     *
     * @param request the job, and one of {@code to}, {@code before} and {@code after}
     * @param etag {@code etag} of the queue that you have read; {@code *} to move whatever it has become
     * @throws dev.sia.sdk.error.SiaConflictException when people changed the queue meanwhile ({@code precondition_failed}, with
     *     {@code changes}), or when the job cannot go there ({@code illegal_transition}, {@code different_queue}, {@code
     *     different_priority})
     */
    public MovedJob move(QueueName queue, MoveJobRequest request, String etag) {
        return calls.once(() -> api.moveJob(organizationId, queue, request, etag));
    }

    /** Why a job waits, and when it may start. */
    public JobScheduling scheduling(UUID jobId) {
        return calls.repeatable(() -> api.getJobScheduling(organizationId, jobId));
    }

    /** All jobs that wait in a queue, next one first. Pages are asked for as the stream is read. */
    public Stream<QueuedJob> queued(QueueName queue) {
        return PageStream.of(cursor -> {
            QueueStatus page = page(queue, cursor, LARGEST_PAGE);
            return new PageStream.Page<>(page.getQueued(), page.getNextCursor());
        });
    }
}
