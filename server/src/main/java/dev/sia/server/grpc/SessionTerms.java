package dev.sia.server.grpc;

import dev.sia.server.attempt.AttemptTimes;

/**
 * What holds for every session on this node.
 *
 * @param serverVersion for people
 */
public record SessionTerms(String nodeId, String serverVersion, AttemptTimes times, LogLimits logLimits) {}
