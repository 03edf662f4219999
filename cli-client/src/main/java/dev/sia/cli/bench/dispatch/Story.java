package dev.sia.cli.bench.dispatch;

import dev.sia.api.model.Event;
import dev.sia.api.model.EventType;
import dev.sia.api.model.JobStatus;
import dev.sia.sdk.EventQuery;
import dev.sia.sdk.History;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What an organization's events tell.
 *
 * @param timesInReview how often each job came into review
 * @param inReviewBetween how many did so between two moments
 * @param holes numbers that no event has, below the last one
 */
record Story(Map<UUID, Integer> timesInReview, int inReviewBetween, long holes) {
    static Story read(History history, Instant from, Instant until) {
        Map<UUID, Integer> times = new HashMap<>();
        int between = 0;
        long events = 0;
        long last = 0;
        try (Stream<Event> all = history.events(EventQuery.ALL)) {
            for (Iterator<Event> each = all.iterator(); each.hasNext(); ) {
                Event event = each.next();
                events++;
                last = event.getNumber();
                if (event.getType() == EventType.JOB_STATUS_CHANGED && event.getJobStatus() == JobStatus.IN_REVIEW) {
                    times.merge(event.getJobId(), 1, Integer::sum);
                    between += event.getAt().isAfter(from) && event.getAt().isBefore(until) ? 1 : 0;
                }
            }
        }
        return new Story(times, between, last - events);
    }
}
