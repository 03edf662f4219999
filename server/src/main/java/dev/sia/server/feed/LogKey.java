package dev.sia.server.feed;

import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;

/** A job whose log is watched, in the organization that it has been found in. */
record LogKey(OrganizationId organization, JobId job) {}
