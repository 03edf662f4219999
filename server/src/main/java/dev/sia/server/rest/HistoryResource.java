package dev.sia.server.rest;

import dev.sia.api.model.EventPage;
import dev.sia.api.model.EventType;
import dev.sia.api.model.JobTimeline;
import dev.sia.api.rest.HistoryApi;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventService;
import dev.sia.server.feed.EventWish;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobService;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.HistoryJson;
import dev.sia.server.rest.stream.StreamAnswers;
import dev.sia.server.timeline.TimelineService;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened. */
public final class HistoryResource implements HistoryApi {
    private final JobService jobs;
    private final EventService events;
    private final TimelineService timelines;
    private final StreamAnswers streams;

    @Inject
    public HistoryResource(JobService jobs, EventService events, TimelineService timelines, StreamAnswers streams) {
        this.jobs = jobs;
        this.streams = streams;
        this.events = events;
        this.timelines = timelines;
    }

    @Override
    public EventPage listEvents(
            UUID organizationId, Long afterNumber, List<EventType> type, @Nullable UUID jobId, Integer limit) {
        OrganizationId organization = new OrganizationId(organizationId);
        EventFilter filter = new EventFilter(jobId, HistoryJson.types(type));
        return HistoryJson.of(events.history(organization, filter, afterNumber, limit));
    }

    @Override
    public StreamingOutput streamEvents(
            UUID organizationId,
            @Nullable Long afterNumber,
            List<EventType> type,
            @Nullable UUID jobId,
            Boolean follow,
            @Nullable String lastEventId) {
        EventFilter filter = new EventFilter(jobId, HistoryJson.types(type));
        return streams.events(
                new EventWish(new OrganizationId(organizationId), filter, afterNumber), follow, lastEventId);
    }

    @Override
    public JobTimeline getJobTimeline(UUID organizationId, UUID jobId, Long afterNumber, Integer limit) {
        OrganizationId organization = new OrganizationId(organizationId);
        JobId job = jobs.find(organization, new JobId(jobId)).id();
        return HistoryJson.of(jobId, timelines.after(organization, job, afterNumber, limit));
    }
}
