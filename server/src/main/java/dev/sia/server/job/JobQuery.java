package dev.sia.server.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list has.
 *
 * @param statuses empty for all
 * @param newestFirst order by time of creation
 * @param after the last job of the page before; null for the first page
 */
public record JobQuery(
        List<JobStatus> statuses,
        boolean newestFirst,
        @Nullable JobId after,
        int limit) {}
