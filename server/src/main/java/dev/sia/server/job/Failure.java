package dev.sia.server.job;

import dev.sia.server.db.StoredAsJson;
import org.jspecify.annotations.Nullable;

/** Why an attempt or a job failed; {@code step} is null when it was no step's doing. */
@StoredAsJson
public record Failure(FailureClass failureClass, @Nullable Step step, String message) {}
