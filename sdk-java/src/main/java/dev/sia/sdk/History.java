package dev.sia.sdk;

import dev.sia.api.client.HistoryApi;
import dev.sia.api.model.Event;
import dev.sia.api.model.EventPage;
import dev.sia.api.model.JobTimeline;
import dev.sia.api.model.TimelineEntry;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened in one organization. To hear of it as it happens use {@link SiaClient#live()}. Errors are those of {@link Jobs}. */
public final class History {
    private static final int LARGEST_PAGE = 1000;

    private final UUID organizationId;
    private final HistoryApi api;
    private final Calls calls;

    History(UUID organizationId, HistoryApi api, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.calls = calls;
    }

    /** A part of the organization's events, at most {@code query.limit()}. */
    public EventPage eventPage(EventQuery query) {
        return calls.repeatable(
                () -> api.listEvents(organizationId, query.afterNumber(), query.types(), query.jobId(), query.limit()));
    }

    /** All events that there are now and that the query names, in order. Pages are asked for as the stream is read. */
    public Stream<Event> events(EventQuery query) {
        return PageStream.of(cursor -> {
            EventPage page = eventPage(cursor == null ? query : query.after(Long.parseLong(cursor)));
            return new PageStream.Page<>(page.getItems(), next(page.getReadTo(), page.getLastNumber()));
        });
    }

    /**
     * A part of what happened to a job.
     *
     * @param afterNumber only entries with a greater number, 0 for all
     * @param limit most entries, 1 to 1000
     */
    public JobTimeline timelinePage(UUID jobId, long afterNumber, int limit) {
        return calls.repeatable(() -> api.getJobTimeline(organizationId, jobId, afterNumber, limit));
    }

    /** All that has happened to a job until now, in order. Pages are asked for as the stream is read. */
    public Stream<TimelineEntry> timeline(UUID jobId) {
        return PageStream.of(cursor -> {
            JobTimeline page = timelinePage(jobId, cursor == null ? 0 : Long.parseLong(cursor), LARGEST_PAGE);
            return new PageStream.Page<>(page.getItems(), next(page.getReadTo(), page.getLastNumber()));
        });
    }

    private static @Nullable String next(long readTo, long lastNumber) {
        return readTo < lastNumber ? Long.toString(readTo) : null;
    }
}
