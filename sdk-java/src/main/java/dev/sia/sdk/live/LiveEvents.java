package dev.sia.sdk.live;

import java.util.UUID;

/** An organization's events as they happen. Ends only when it is closed. */
public final class LiveEvents extends LiveStream<EventRecord> {
    LiveEvents(LiveTransport transport, UUID organizationId, EventOptions options) {
        super(transport, new EventResumption(organizationId, options), options.reconnect());
    }
}
