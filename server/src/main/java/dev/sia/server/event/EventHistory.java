package dev.sia.server.event;

import java.util.List;

/**
 * A part of an organization's history.
 *
 * @param events what the filter accepts, in order
 * @param readTo every event up to and with this number has been looked at; read on after it
 * @param lastNumber number of the organization's last event
 */
public record EventHistory(List<Event> events, long readTo, long lastNumber) {}
