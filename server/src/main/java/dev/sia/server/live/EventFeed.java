package dev.sia.server.live;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventPage;
import dev.sia.server.job.JobId;
import dev.sia.server.json.EventJson;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Topic;
import java.util.Set;
import java.util.UUID;

/** The events of an organization that one topic is about. */
final class EventFeed implements Feed {
    private final LiveReads reads;
    private final Subscribe wish;
    private final OrganizationId organization;
    private final EventFilter filter;
    /** Everything up to and with this number has been looked at. */
    private long cursor;

    private boolean caughtUp;

    EventFeed(LiveReads reads, Subscribe wish, EventFilter filter) {
        this.reads = reads;
        this.wish = wish;
        this.organization = new OrganizationId(wish.organizationId());
        this.filter = filter;
    }

    @Override
    public Set<Topic> topics() {
        UUID job = filter.jobId();
        return Set.of(job == null ? Topic.events(organization.value()) : Topic.job(job));
    }

    @Override
    public void begin(FrameWriter writer) {
        UUID job = filter.jobId();
        if (job != null) {
            reads.job(organization, new JobId(job));
        }
        long head = reads.lastEvent(organization);
        Long afterSeq = wish.afterSeq();
        cursor = afterSeq == null ? head : afterSeq;
        writer.send(new Subscribed(wish.subscriptionId(), null, head, head == 0 ? 0L : 1L));
    }

    @Override
    public Progress advance(FrameWriter writer) {
        long head = reads.lastEvent(organization);
        if (cursor < head) {
            EventPage page = reads.events(organization, filter, cursor);
            for (Event event : page.events()) {
                writer.send(new EventFrame(wish.subscriptionId(), EventJson.of(event)));
            }
            // Numbers are in the order of commits, so a last page has seen everything up to the head.
            cursor = page.more() ? page.readTo() : Math.max(page.readTo(), head);
            return Progress.MORE;
        }
        if (!caughtUp) {
            caughtUp = true;
            writer.send(new CaughtUp(wish.subscriptionId(), null, head));
        }
        return Progress.CAUGHT_UP;
    }
}
