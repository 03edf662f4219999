package dev.sia.sdk.live;

import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import java.time.Duration;
import java.util.List;

/**
 * Where a live stream is: decides how to subscribe so that nothing is missed, and what of the server's frames is new. Pure; used
 * by one thread.
 */
interface Resumption<R> {

    /** How to begin, or to go on after what was given so far. */
    Subscribe subscribe(String subscriptionId);

    /**
     * The new records in a frame of the subscription.
     *
     * @throws BrokenSequence when the frame leaves out what should come next
     */
    List<R> accept(ServerFrame frame) throws BrokenSequence;

    /** The record that says that the connection is back. */
    R reconnected(Duration outage);

    /** Nothing more comes. */
    boolean finished();

    /** The server left something out. Subscribing again from the last record heals a slip; a second time is a failure. */
    final class BrokenSequence extends Exception {
        BrokenSequence(String message) {
            super(message);
        }
    }
}
