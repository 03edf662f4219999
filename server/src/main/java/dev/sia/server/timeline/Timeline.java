package dev.sia.server.timeline;

import java.util.List;

/**
 * A part of a job's story.
 *
 * @param readTo every event up to and with this number has been looked at
 * @param lastNumber number of the organization's last event
 */
public record Timeline(List<TimelineEntry> entries, long readTo, long lastNumber) {}
