package dev.sia.server.feed;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventPage;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events of an organization that one watcher wants. */
final class EventFeed implements Feed {
    private final FeedReads reads;
    private final Tails<OrganizationId, EventFeed, OrganizationTail> tails;
    private final EventWish wish;
    private final Runnable wakeWatcher;
    private @Nullable OrganizationTail tail;
    /** Everything up to and with this number has been looked at. */
    private long cursor;
    /** Number of the last event when the feed began. */
    private long headAtBegin;

    private boolean caughtUp;

    EventFeed(
            FeedReads reads,
            Tails<OrganizationId, EventFeed, OrganizationTail> tails,
            EventWish wish,
            Runnable wakeWatcher) {
        this.reads = reads;
        this.tails = tails;
        this.wish = wish;
        this.wakeWatcher = wakeWatcher;
    }

    boolean wants(Event event) {
        return wish.filter().accepts(event);
    }

    @Override
    public void begin(FeedSink sink) {
        UUID job = wish.filter().jobId();
        if (job != null) {
            reads.job(wish.organization(), new JobId(job));
        }
        tail = tails.join(wish.organization(), this, wakeWatcher);
        headAtBegin = reads.lastEvent(wish.organization());
        Long afterSeq = wish.afterSeq();
        if (afterSeq != null && afterSeq > headAtBegin) {
            throw new DomainException(
                    ErrorCode.VALIDATION_FAILED,
                    "afterSeq is " + afterSeq + ", but the last event has the number " + headAtBegin + ".");
        }
        cursor = afterSeq == null ? headAtBegin : afterSeq;
        sink.begun(null, headAtBegin, headAtBegin == 0 ? 0 : 1);
    }

    @Override
    public Progress advance(FeedSink sink) {
        OrganizationTail shared = tail;
        if (shared == null) {
            throw new IllegalStateException("The feed has not begun");
        }
        if (cursor < Math.max(headAtBegin, shared.readTo())) {
            List<OrganizationTail.Entry> entries = shared.after(cursor);
            if (entries.isEmpty()) {
                readOn(sink);
            } else {
                send(
                        sink,
                        entries.stream()
                                .filter(entry -> wants(entry.event()))
                                .map(OrganizationTail.Entry::piece)
                                .toList());
                cursor = entries.getLast().event().number();
            }
            return Progress.MORE;
        }
        if (!caughtUp) {
            caughtUp = true;
            sink.caughtUp(null, cursor);
        }
        return Progress.CAUGHT_UP;
    }

    /** What the tail does not have any more. */
    private void readOn(FeedSink sink) {
        long head = reads.lastEvent(wish.organization());
        EventPage page = reads.events(wish.organization(), wish.filter(), cursor);
        send(sink, page.events().stream().map(reads::piece).toList());
        // Numbers are in the order of commits, so a last page has seen everything up to the head.
        cursor = page.more() ? page.readTo() : Math.max(page.readTo(), head);
    }

    private static void send(FeedSink sink, List<Piece> events) {
        if (!events.isEmpty()) {
            sink.events(events);
        }
    }

    @Override
    public void close() {
        tails.leave(wish.organization(), this);
    }
}
