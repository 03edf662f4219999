package dev.sia.server.job;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a reviewer wants changed.
 *
 * @param file path in the repository; null when it is about no file
 * @param line from 1; null when it is about no line
 */
public record ReviewComment(@Nullable String file, @Nullable Integer line, String text) {}
