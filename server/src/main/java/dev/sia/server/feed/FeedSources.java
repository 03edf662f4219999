package dev.sia.server.feed;

import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.event.EventService;
import dev.sia.server.job.JobService;
import dev.sia.server.log.LogStore;

/** The services that feeds read from. */
public record FeedSources(JobService jobs, AttemptReads attempts, LogStore logs, EventService events) {}
