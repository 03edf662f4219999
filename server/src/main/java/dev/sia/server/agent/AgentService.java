package dev.sia.server.agent;

import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who the agents are: enrolment, credentials, reading. What they run is the business of {@code attempt}. */
public final class AgentService {
    private final Database database;
    private final TimeOrderedIds ids;
    private final EventService events;
    private final Clock clock;

    public AgentService(Database database, TimeOrderedIds ids, EventService events, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.events = events;
        this.clock = clock;
    }

    /** A token with which {@code maxUses} agents can join the organization until it expires. */
    public EnrolmentToken createEnrolmentToken(
            OrganizationId organization, Actor creator, Duration validFor, int maxUses) {
        EnrolmentToken token = new EnrolmentToken(
                ids.next(),
                AgentSecrets.generate(AgentSecrets.ENROLMENT_PREFIX),
                maxUses,
                clock.instant().plus(validFor));
        database.runInTransaction(tx -> tx.mapper(AgentMapper.class)
                .insertToken(organization, token, AgentSecrets.hash(token.token()), creator));
        return token;
    }

    /** Makes a new agent in the token's organization and uses the token once. */
    public EnrolledAgent enrol(String enrolmentToken, String name) {
        String credential = AgentSecrets.generate(AgentSecrets.CREDENTIAL_PREFIX);
        return database.inTransaction(tx -> {
            AgentMapper mapper = tx.mapper(AgentMapper.class);
            OrganizationId organization = mapper.useToken(AgentSecrets.hash(enrolmentToken), clock.instant())
                    .orElseThrow(() -> new DomainException(
                            ErrorCode.UNAUTHENTICATED,
                            "The enrolment token is unknown, expired or used up. Make a new one."));
            AgentIdentity identity = new AgentIdentity(new AgentId(ids.next()), organization, name);
            mapper.insert(identity, AgentSecrets.hash(credential));
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.AGENT_ENROLLED, identity.actor())
                            .agent(identity.id().value())
                            .agentStatus(AgentStatus.OFFLINE)
                            .build());
            return new EnrolledAgent(identity, credential);
        });
    }

    /** Whose credential this is. */
    public AgentIdentity authenticate(String credential) {
        return database.inTransaction(
                        tx -> tx.mapper(AgentMapper.class).findByCredential(AgentSecrets.hash(credential)))
                .orElseThrow(() -> new DomainException(
                        ErrorCode.UNAUTHENTICATED,
                        "The agent credential is not valid. Enrol the agent again with a new enrolment token."));
    }

    public Agent find(OrganizationId organization, AgentId id) {
        return database.inTransaction(tx -> tx.mapper(AgentMapper.class).find(organization, id))
                .orElseThrow(() -> DomainException.notFound("This agent"));
    }

    /** Agents in the order in which they joined, after the given one. */
    public List<Agent> list(OrganizationId organization, @Nullable AgentId after, int limit) {
        UUID afterId = after == null ? null : after.value();
        return database.inTransaction(tx -> tx.mapper(AgentMapper.class).list(organization, afterId, limit));
    }

    /** Begins a session, which ends any older one of the agent; returns its epoch. */
    public long beginSession(AgentIdentity agent, SessionStart start) {
        return database.inTransaction(tx -> {
            long epoch = tx.mapper(AgentMapper.class).beginSession(agent.id(), start);
            events.append(tx, agent.organizationId(), statusChanged(agent, AgentStatus.ONLINE, "connected"));
            return epoch;
        });
    }

    private static NewEvent statusChanged(AgentIdentity agent, AgentStatus status, String reason) {
        return NewEvent.of(EventType.AGENT_STATUS_CHANGED, Actor.SYSTEM)
                .agent(agent.id().value())
                .agentStatus(status)
                .reason(reason)
                .build();
    }

    /** The agent finishes what it has and takes no more, because it is going to stop; lasts as long as its session. */
    public void drainSession(AgentIdentity agent, long epoch, String reason) {
        database.runInTransaction(tx -> {
            if (tx.mapper(AgentMapper.class).drainSession(agent.id(), epoch, reason) == 1) {
                events.append(tx, agent.organizationId(), statusChanged(agent, AgentStatus.DRAINING, reason));
            }
        });
    }

    /** Ends a session; nothing happens when a newer one has begun. */
    public void endSession(AgentIdentity agent, long epoch, String reason) {
        database.runInTransaction(tx -> {
            if (tx.mapper(AgentMapper.class).endSession(agent.id(), epoch, reason) == 1) {
                events.append(tx, agent.organizationId(), statusChanged(agent, AgentStatus.OFFLINE, reason));
            }
        });
    }

    /** Ends whatever sessions are stored for a node that is starting, so holds none: it died without saying so. */
    public void endSessionsOf(String nodeId, String reason) {
        database.runInTransaction(
                tx -> tellOffline(tx, tx.mapper(AgentMapper.class).endSessionsOf(nodeId, reason), reason));
    }

    /** Ends sessions that nothing was heard from for so long: their node is gone. */
    public void endSilentSessions(Duration silence) {
        String reason = "nothing heard from it";
        database.runInTransaction(tx ->
                tellOffline(tx, tx.mapper(AgentMapper.class).endSilentSessions(silence.toSeconds(), reason), reason));
    }

    /** Always in the same order of organizations, whose rows stay locked: another node may be doing the same. */
    private void tellOffline(Tx tx, List<AgentIdentity> agents, String reason) {
        agents.stream()
                .sorted(Comparator.comparing(agent -> agent.organizationId().value()))
                .forEach(agent ->
                        events.append(tx, agent.organizationId(), statusChanged(agent, AgentStatus.OFFLINE, reason)));
    }

    /** Notes that the agent was heard from; false when its session has ended: a newer one has begun, or it was silent. */
    public boolean touch(Tx tx, AgentId id, long epoch) {
        return tx.mapper(AgentMapper.class).touch(id, epoch) == 1;
    }
}
