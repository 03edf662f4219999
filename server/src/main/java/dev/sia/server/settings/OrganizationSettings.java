package dev.sia.server.settings;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one organization as its row has them.
 *
 * @param version counts their changes
 * @param maxRunningJobs how many of its jobs may run at once; null for no limit
 */
public record OrganizationSettings(long version, @Nullable Integer maxRunningJobs) {}
