package dev.sia.server.rest;

import dev.sia.server.identity.Authenticator;
import dev.sia.server.job.WorkflowReports;
import dev.sia.server.key.ApiKeyService;

/** Everything of the core that REST needs. */
public record RestServices(
        Authenticator authenticator,
        OrganizationServices organizations,
        JobServices jobs,
        WorkflowReports workflows,
        QueueServices queues,
        HistoryServices history,
        AgentServices agents,
        ApiKeyService apiKeys,
        AuditServices audit) {}
