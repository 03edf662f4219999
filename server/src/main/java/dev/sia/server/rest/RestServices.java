package dev.sia.server.rest;

import dev.sia.server.agent.AgentService;
import dev.sia.server.attempt.AgentRemoval;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.job.WorkflowReports;

/** Everything of the core that REST needs. */
public record RestServices(
        Authenticator authenticator,
        OrganizationServices organizations,
        JobServices jobs,
        WorkflowReports workflows,
        QueueServices queues,
        HistoryServices history,
        AgentService agents,
        AgentRemoval agentRemoval,
        AuditServices audit) {}
