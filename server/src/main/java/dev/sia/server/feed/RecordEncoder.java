package dev.sia.server.feed;

import dev.sia.server.event.Event;
import dev.sia.server.log.LogLine;

/** Writes records as JSON objects in UTF-8, as the contracts have them. Safe for use by many threads. */
public interface RecordEncoder {
    byte[] line(LogLine line);

    byte[] event(Event event);
}
