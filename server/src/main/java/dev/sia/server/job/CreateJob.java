package dev.sia.server.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wish for a new job.
 *
 * @param title null for the prompt's first line
 * @param steps empty for all
 * @param attemptTimeoutSeconds null for the server's default
 */
public record CreateJob(
        @Nullable String title,
        String prompt,
        Repository repository,
        List<Step> steps,
        List<String> labels,
        JobPriority priority,
        @Nullable Integer attemptTimeoutSeconds) {}
