package dev.sia.server.job;

import dev.sia.server.db.StoredAsJson;
import org.jspecify.annotations.Nullable;

/** What an attempt left behind for review; the counts are against the base branch. */
@StoredAsJson
public record Publication(
        String branch,
        String commit,
        @Nullable String pullRequestUrl,
        int filesChanged,
        int insertions,
        int deletions) {}
