package dev.sia.server.rest;

import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.event.EventService;
import dev.sia.server.log.LogStore;
import dev.sia.server.rest.stream.EventStreams;
import dev.sia.server.timeline.TimelineService;

/** What REST needs of what happened. */
public record HistoryServices(
        AttemptReads attempts, LogStore logs, EventService events, TimelineService timelines, EventStreams streams) {}
