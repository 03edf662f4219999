package dev.sia.server.agent;

import org.jspecify.annotations.Nullable;

/**
 * A session that has begun.
 *
 * @param epoch counts the agent's sessions; whatever an older one still wants to write about the agent is refused
 * @param busy whether the agent has live attempts
 * @param drain why it is offered nothing, when somebody asked for that; else null
 */
public record Session(long epoch, boolean busy, @Nullable String drain) {}
