package dev.sia.server.outbox;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that a workflow is to see through.
 *
 * @param nodeId node that held the agent's session when the attempt was made; null while the agent was away
 * @param longest how long it may take from now until it ends, one way or the other
 * @param offered whether the node that made the attempt sends the offer by itself
 */
public record Assignment(UUID attemptId, @Nullable String nodeId, Duration longest, boolean offered) {}
