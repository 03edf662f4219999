package dev.sia.server.live;

import dev.sia.server.feed.Feed;
import dev.sia.server.feed.FeedSink;
import dev.sia.server.identity.Access;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open subscription: whom it is for, its feed, its frames, and whether another step may bring something. */
record Subscription(Right right, Feed feed, FeedSink frames, AtomicBoolean due) {
    /** What the caller has to be allowed for as long as it lasts. */
    record Right(OrganizationId organization, Access access) {
        void require(Principal caller) {
            caller.require(organization, access);
        }
    }

    void begin() {
        feed.begin(frames);
    }

    /** Takes a step when one is due. */
    Feed.Progress advance() {
        if (!due.getAndSet(false)) {
            return Feed.Progress.CAUGHT_UP;
        }
        Feed.Progress progress = feed.advance(frames);
        if (progress == Feed.Progress.MORE) {
            due.set(true);
        }
        return progress;
    }
}
