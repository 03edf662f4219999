package dev.sia.server.settings;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one organization as its row has them.
 *
 * @param version counts their changes
 */
public record OrganizationSettings(
        long version,
        @Nullable Integer maxRunningJobs,
        @Nullable Integer logKeepDays,
        @Nullable Long logKeepMebibytes) {
    Choices choices() {
        return new Choices(maxRunningJobs, logKeepDays, logKeepMebibytes);
    }

    /**
     * What there is to choose; null for no limit.
     *
     * @param maxRunningJobs how many of its jobs may run at once
     * @param logKeepDays how long after their attempt's end logs are kept
     * @param logKeepMebibytes how much room all its logs may take
     */
    public record Choices(
            @Nullable Integer maxRunningJobs,
            @Nullable Integer logKeepDays,
            @Nullable Long logKeepMebibytes) {}
}
