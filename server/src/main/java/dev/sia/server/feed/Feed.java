package dev.sia.server.feed;

/** What one watcher is sent, step by step. Belongs to one thread, which is woken when another step may bring something. */
public interface Feed extends AutoCloseable {
    /** What a step left behind. */
    enum Progress {
        /** There may be more: take another step when others have had theirs. */
        MORE,
        /** Everything has been sent; the watcher is woken when there is more. */
        CAUGHT_UP,
        /** Nothing will come any more. */
        OVER
    }

    /** Checks what was asked for, begins to listen, and says that the feed has begun. */
    void begin(FeedSink sink);

    /** Sends one bounded piece. */
    Progress advance(FeedSink sink);

    /** Listens no longer. */
    @Override
    void close();
}
