package dev.sia.server.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wish to change a waiting job; what is null stays as it is.
 *
 * @param stepTimeoutSeconds 0 for none
 * @param jobTimeoutSeconds 0 for none
 */
public record UpdateJob(
        @Nullable String title,
        @Nullable String prompt,
        @Nullable List<String> labels,
        @Nullable JobPriority priority,
        @Nullable Integer attemptTimeoutSeconds,
        @Nullable Integer stepTimeoutSeconds,
        @Nullable Integer jobTimeoutSeconds,
        @Nullable Integer maxAttempts,
        @Nullable List<FailureClass> retryOn) {}
