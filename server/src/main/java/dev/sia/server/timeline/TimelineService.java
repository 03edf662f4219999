package dev.sia.server.timeline;

import dev.sia.server.db.Database;
import dev.sia.server.event.EventService;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import java.util.List;

/** Reads what happened to jobs. Whoever asks about one has found it in the caller's organization before. */
public final class TimelineService {
    private final Database database;
    private final EventService events;

    public TimelineService(Database database, EventService events) {
        this.database = database;
        this.events = events;
    }

    /** At most {@code limit} entries after an event's number. */
    public Timeline after(OrganizationId organization, JobId job, long after, int limit) {
        // Read first: numbers are in the order of commits, so nothing up to it can still come.
        long last = events.head(organization);
        List<TimelineEntry> entries = database.read(
                organization, tx -> tx.mapper(TimelineMapper.class).entries(organization, job, after, last, limit));
        long readTo = entries.size() == limit ? entries.getLast().number() : Math.max(after, last);
        return new Timeline(entries, readTo, last);
    }
}
