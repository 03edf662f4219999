package dev.sia.cli.agent.session;

import java.time.Instant;

/**
 * Who this agent is, from its enrolment.
 *
 * @param server the address it enrolled at, the only one that may see the secret
 * @param issuedAt when the server gave out the secret, by this machine's clock
 */
public record Credential(String server, String agentId, String organizationId, Secret secret, Instant issuedAt) {
    /** The same agent with a new secret. */
    Credential renewed(Secret fresh, Instant at) {
        return new Credential(server, agentId, organizationId, fresh, at);
    }
}
