package dev.sia.server.rest;

import dev.sia.server.agent.AgentService;
import dev.sia.server.attempt.AgentRemoval;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.job.WorkflowReports;
import dev.sia.server.organization.OrganizationService;
import dev.sia.server.queue.QueueService;

/** Everything of the core that REST needs. */
public record RestServices(
        Authenticator authenticator,
        OrganizationService organizations,
        JobServices jobs,
        WorkflowReports workflows,
        QueueService queues,
        HistoryServices history,
        AgentService agents,
        AgentRemoval agentRemoval) {}
