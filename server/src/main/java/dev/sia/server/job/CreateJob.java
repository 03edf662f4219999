package dev.sia.server.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wish for a new job.
 *
 * @param title null for the prompt's first line
 * @param steps empty for all
 */
public record CreateJob(
        @Nullable String title,
        String prompt,
        Repository repository,
        List<Step> steps,
        List<String> labels,
        JobPriority priority,
        JobLimits limits) {}
