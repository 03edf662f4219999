package dev.sia.server.live;

import dev.sia.server.signal.Topic;
import java.util.Set;

/** What one subscription sends, read step by step from the database. Belongs to the thread of its session. */
interface Feed {
    /** What a step left behind. */
    enum Progress {
        /** There may be more: take another step when the others have had theirs. */
        MORE,
        /** Everything has been sent; a signal says when there is more. */
        CAUGHT_UP,
        /** Nothing will come any more. */
        OVER
    }

    /** Signals after which there may be more. */
    Set<Topic> topics();

    /** Checks what was asked for and says that the subscription has begun. */
    void begin(FrameWriter writer);

    /** Reads and sends one bounded piece. */
    Progress advance(FrameWriter writer);
}
