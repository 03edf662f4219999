package dev.sia.server.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a feed sends. A call may wait until the watcher has room, and throws when the watcher is gone. */
public interface FeedSink {
    /**
     * The feed has begun.
     *
     * @param attempt of a log, the attempt that it begins with; null while the job has none, and for events
     * @param headSeq number of the last stored record, 0 for none
     * @param oldestSeq number of the oldest one, 0 for none
     */
    void begun(@Nullable Integer attempt, long headSeq, long oldestSeq);

    /** Log records that follow one another; never none. */
    void lines(int attempt, List<Piece> lines);

    /** Events in their order; never none. */
    void events(List<Piece> events);

    /** Records of a log are not there any more, these first and last ones included. */
    void gap(int attempt, long fromSeq, long toSeq);

    /** Everything that is stored, up to this number, has been sent. */
    void caughtUp(@Nullable Integer attempt, long seq);

    /**
     * An attempt has ended and its log has been sent.
     *
     * @param attempt null when the job never had one
     * @param last nothing will follow
     */
    void ended(@Nullable Integer attempt, long finalSeq, boolean complete, boolean last);
}
