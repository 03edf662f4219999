package dev.sia.server.live;

import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.event.EventService;
import dev.sia.server.job.JobService;
import dev.sia.server.log.LogStore;

/** The services that live views read from. */
public record LiveSources(JobService jobs, AttemptReads attempts, LogStore logs, EventService events) {}
