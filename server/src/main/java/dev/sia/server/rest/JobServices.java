package dev.sia.server.rest;

import dev.sia.server.attempt.Hints;
import dev.sia.server.job.JobChanges;
import dev.sia.server.job.JobRevisions;
import dev.sia.server.job.JobService;

/** What REST does with jobs. */
public record JobServices(JobService jobs, JobChanges changes, JobRevisions revisions, Hints hints) {}
