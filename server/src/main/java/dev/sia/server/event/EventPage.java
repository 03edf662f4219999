package dev.sia.server.event;

import java.util.List;

/**
 * Events that a reader wants, in order.
 *
 * @param events what the filter accepts
 * @param readTo every event up to and with this number has been looked at; read on after it
 * @param more whether events after {@code readTo} were there already
 */
public record EventPage(List<Event> events, long readTo, boolean more) {}
