package dev.sia.server.workflow;

import org.jspecify.annotations.Nullable;

/**
 * Details of the heartbeats of an attempt's activity.
 *
 * @param attempt number of the attempt
 * @param step lower-case name of its present step; null before the first
 * @param lastLogSeq number of the last stored log line
 */
public record AttemptHeartbeat(int attempt, @Nullable String step, long lastLogSeq) {}
