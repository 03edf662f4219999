package dev.sia.server.live;

import dev.sia.server.signal.Signals;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open subscription: its feed, and whether there may be something to read for it. */
final class Subscription implements AutoCloseable {
    private final Feed feed;
    private final AtomicBoolean due = new AtomicBoolean(true);
    private final List<Signals.Subscription> signals;

    /** Listens first, so that whatever is stored after the first read causes another one. */
    Subscription(Feed feed, Signals signals, Runnable wakeSession) {
        this.feed = feed;
        this.signals = feed.topics().stream()
                .map(topic -> signals.subscribe(topic, () -> {
                    due.set(true);
                    wakeSession.run();
                }))
                .toList();
    }

    void begin(FrameWriter writer) {
        feed.begin(writer);
    }

    void makeDue() {
        due.set(true);
    }

    boolean isDue() {
        return due.get();
    }

    /** Takes a step when one is due. */
    Feed.Progress advance(FrameWriter writer) {
        if (!due.getAndSet(false)) {
            return Feed.Progress.CAUGHT_UP;
        }
        Feed.Progress progress = feed.advance(writer);
        if (progress == Feed.Progress.MORE) {
            due.set(true);
        }
        return progress;
    }

    @Override
    public void close() {
        signals.forEach(Signals.Subscription::close);
    }
}
