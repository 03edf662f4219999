package dev.sia.server.live;

import dev.sia.server.feed.Feed;
import dev.sia.server.feed.FeedSink;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open subscription: its feed, its frames, and whether another step may bring something. */
record Subscription(Feed feed, FeedSink frames, AtomicBoolean due) {
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
