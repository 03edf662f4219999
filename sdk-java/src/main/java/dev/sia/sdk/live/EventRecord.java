package dev.sia.sdk.live;

import dev.sia.api.model.Event;
import java.time.Duration;

/** What a live stream of events tells. */
public sealed interface EventRecord {

    /**
     * One event. Numbers rise within the organization; a topic that is not the whole organization leaves some out.
     *
     * @param event the event
     */
    record Happened(Event event) implements EventRecord {}

    /**
     * All stored events were given; what follows is live. Once.
     *
     * @param number number of the organization's last event so far
     */
    record CaughtUp(long number) implements EventRecord {}

    /**
     * The connection had been lost and the stream goes on where it was.
     *
     * @param outage how long it was away
     */
    record Reconnected(Duration outage) implements EventRecord {}
}
