package dev.sia.server.feed;

import dev.sia.server.event.EventFilter;
import dev.sia.server.organization.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher wants of an organization's events.
 *
 * @param afterSeq number of the last event that the watcher has; null for only those from now on
 */
public record EventWish(
        OrganizationId organization,
        EventFilter filter,
        @Nullable Long afterSeq) {}
