package dev.sia.server.rest;

import dev.sia.server.agent.AgentService;
import dev.sia.server.agent.EnrolmentTokens;
import dev.sia.server.attempt.AgentRemoval;

/** What people do with agents. */
public record AgentServices(AgentService agents, EnrolmentTokens tokens, AgentRemoval removal) {}
