package dev.sia.sdk;

import dev.sia.api.model.JobSort;
import dev.sia.api.model.JobStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list and in which order.
 *
 * @param statuses only jobs with one of these; empty for all
 * @param sort order; null for the server's default, newest first
 * @param pageSize most jobs asked for at once, 1 to 200
 */
public record JobFilter(List<JobStatus> statuses, @Nullable JobSort sort, int pageSize) {
    /** All jobs, newest first. */
    public static final JobFilter ALL = new JobFilter(List.of(), null, 50);

    /** Copies the list. */
    public JobFilter {
        statuses = List.copyOf(statuses);
    }

    /** Jobs with one of these statuses, newest first. */
    public static JobFilter withStatus(JobStatus... statuses) {
        return new JobFilter(List.of(statuses), null, ALL.pageSize());
    }

    /** The same with another page size, 1 to 200. */
    public JobFilter withPageSize(int newPageSize) {
        return new JobFilter(statuses, sort, newPageSize);
    }
}
