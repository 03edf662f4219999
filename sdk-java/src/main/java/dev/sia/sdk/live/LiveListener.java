package dev.sia.sdk.live;

import dev.sia.sdk.error.SiaException;

/**
 * Is told the records of a live stream, one after another, on a virtual thread of the stream's own. It may block: the server then
 * waits.
 *
 * @param <R> the kind of record
 */
@FunctionalInterface
public interface LiveListener<R> {

    /** The next record. */
    void onRecord(R record);

    /** The stream cannot go on; nothing follows. */
    default void onFailure(SiaException failure) {}

    /** The stream ended by itself or was closed; nothing follows. */
    default void onEnd() {}
}
