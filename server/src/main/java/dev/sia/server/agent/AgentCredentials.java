package dev.sia.server.agent;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.event.Origin;
import dev.sia.server.organization.OrganizationId;
import java.time.Clock;
import java.util.Optional;

/**
 * How agents get in: with an enrolment token once, then with the credential that they got for it. A credential is replaced in
 * two steps, so that an agent that breaks down in between has one that is good: a new one is given out, and takes the place of
 * the present one when it is used for the first time.
 */
public final class AgentCredentials {
    private final Database database;
    private final TimeOrderedIds ids;
    private final EventService events;
    private final Clock clock;

    public AgentCredentials(Database database, TimeOrderedIds ids, EventService events, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.events = events;
        this.clock = clock;
    }

    /** Makes a new agent in the token's organization and uses the token once. */
    public EnrolledAgent enrol(String enrolmentToken, String name, Origin origin) {
        String credential = AgentSecrets.generate(AgentSecrets.CREDENTIAL_PREFIX);
        return database.acrossOrganizations(tx -> {
            CredentialMapper mapper = tx.mapper(CredentialMapper.class);
            OrganizationId organization = mapper.useToken(AgentSecrets.hash(enrolmentToken), clock.instant())
                    .orElseThrow(() -> new DomainException(
                            ErrorCode.UNAUTHENTICATED,
                            "The enrolment token is unknown, expired, used up or revoked. Make a new one."));
            AgentIdentity identity = new AgentIdentity(new AgentId(ids.next()), organization, name);
            mapper.insertAgent(identity, AgentSecrets.hash(credential));
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.AGENT_ENROLLED, identity.actor().from(origin))
                            .agent(identity.id().value())
                            .agentStatus(AgentStatus.OFFLINE)
                            .build());
            return new EnrolledAgent(identity, credential);
        });
    }

    /** Whose credential this is. One that is new takes the place of the one before. */
    public AgentIdentity authenticate(String credential, Origin origin) {
        return database.acrossOrganizations(tx -> authenticate(tx, AgentSecrets.hash(credential), origin));
    }

    /** A new credential for the agent that has this one, which stays good until the new one is used. */
    public EnrolledAgent rotate(String credential, Origin origin) {
        byte[] present = AgentSecrets.hash(credential);
        String next = AgentSecrets.generate(AgentSecrets.CREDENTIAL_PREFIX);
        return database.acrossOrganizations(tx -> {
            AgentIdentity agent = authenticate(tx, present, origin);
            if (tx.mapper(CredentialMapper.class).setNextCredential(agent.id(), present, AgentSecrets.hash(next))
                    == 0) {
                // Somebody replaced or revoked it since it was looked up.
                throw notValid();
            }
            return new EnrolledAgent(agent, next);
        });
    }

    private AgentIdentity authenticate(Tx tx, byte[] hash, Origin origin) {
        CredentialMapper mapper = tx.mapper(CredentialMapper.class);
        return mapper.findByCredential(hash)
                .or(() -> mapper.useNextCredential(hash).map(agent -> rotated(tx, agent, origin)))
                .orElseThrow(AgentCredentials::notValid);
    }

    private AgentIdentity rotated(Tx tx, AgentIdentity agent, Origin origin) {
        events.append(
                tx,
                agent.organizationId(),
                NewEvent.of(EventType.AGENT_CREDENTIAL_ROTATED, agent.actor().from(origin))
                        .agent(agent.id().value())
                        .build());
        return agent;
    }

    /** Where a credential belongs that was refused: that of an agent which was removed. */
    public Optional<AgentIdentity> formerOwner(String credential) {
        return database.readAcrossOrganizations(
                tx -> tx.mapper(CredentialMapper.class).findRemovedByCredential(AgentSecrets.hash(credential)));
    }

    /** Where an enrolment token belongs that was refused: one that is expired or used up. */
    public Optional<OrganizationId> issuer(String enrolmentToken) {
        return database.readAcrossOrganizations(
                tx -> tx.mapper(CredentialMapper.class).organizationOfToken(AgentSecrets.hash(enrolmentToken)));
    }

    static DomainException notValid() {
        return new DomainException(
                ErrorCode.UNAUTHENTICATED,
                "The agent credential is not valid: it is unknown, replaced or revoked. Enrol the agent again with a new"
                        + " enrolment token.");
    }
}
