package dev.sia.cli.agent.session;

/**
 * Who this agent is, from its enrolment.
 *
 * @param server the address it enrolled at, the only one that may see the secret
 */
public record Credential(String server, String agentId, String organizationId, Secret secret) {}
