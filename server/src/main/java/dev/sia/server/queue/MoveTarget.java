package dev.sia.server.queue;

import java.util.UUID;

/** Where among the waiting jobs of its priority a job shall go. */
public sealed interface MoveTarget {
    /** Before all others. */
    record Head() implements MoveTarget {}

    /** Behind all others. */
    record Tail() implements MoveTarget {}

    /** Right before another. */
    record Before(UUID jobId) implements MoveTarget {}

    /** Right behind another. */
    record After(UUID jobId) implements MoveTarget {}

    /** For people, as in "moved …". */
    default String words() {
        return switch (this) {
            case Head _ -> "to the head";
            case Tail _ -> "to the tail";
            case Before(UUID jobId) -> "before job " + jobId;
            case After(UUID jobId) -> "behind job " + jobId;
        };
    }
}
