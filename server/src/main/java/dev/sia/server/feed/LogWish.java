package dev.sia.server.feed;

import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher wants of a job's log.
 *
 * @param attempt number of the attempt to begin with; null for the latest, or the first one to come
 * @param afterSeq number of the last record of that attempt that the watcher has; 0 for none
 * @param follow whether to go on with later attempts
 */
public record LogWish(
        OrganizationId organization, JobId job, @Nullable Integer attempt, long afterSeq, boolean follow) {}
