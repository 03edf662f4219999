package dev.sia.server.agent;

import dev.sia.server.agent.PresenceMapper.Begun;
import dev.sia.server.agent.PresenceMapper.Gone;
import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which agents are there. A session begins when an agent attaches. When its connection breaks the agent is waited for, and
 * goes offline if it does not come back within its grace; when it says goodbye it is offline at once.
 */
public final class AgentPresence {
    /** Agents that go offline in one transaction. */
    private static final int BATCH = 500;

    private final Database database;
    private final EventService events;

    public AgentPresence(Database database, EventService events) {
        this.database = database;
        this.events = events;
    }

    /** Begins a session, which ends any older one of the agent. An agent that comes back in time was never away: no event. */
    public Session begin(AgentIdentity agent, SessionStart start) {
        return database.inTransaction(agent.organizationId(), tx -> {
            Begun begun =
                    tx.mapper(PresenceMapper.class).begin(agent.id(), start).orElseThrow(AgentCredentials::notValid);
            if (begun.status() != begun.statusBefore()) {
                events.append(tx, agent.organizationId(), statusChanged(agent.id(), begun.status(), begun.reason()));
            }
            return new Session(
                    begun.epoch(), begun.busy(), begun.status() == AgentStatus.DRAINING ? begun.reason() : null);
        });
    }

    private static NewEvent statusChanged(AgentId agent, AgentStatus status, String reason) {
        return NewEvent.of(EventType.AGENT_STATUS_CHANGED, Actor.SYSTEM)
                .agent(agent.value())
                .agentStatus(status)
                .reason(reason)
                .build();
    }

    /** The agent finishes what it has and takes no more, because it is going to stop; lasts as long as its session. */
    public void drain(AgentIdentity agent, long epoch, String reason) {
        database.runInTransaction(agent.organizationId(), tx -> {
            if (tx.mapper(PresenceMapper.class).drain(agent.id(), epoch, reason) == 1) {
                events.append(tx, agent.organizationId(), statusChanged(agent.id(), AgentStatus.DRAINING, reason));
            }
        });
    }

    /** The agent has said goodbye; nothing happens when a newer session has begun. */
    public void leave(AgentIdentity agent, long epoch, String reason) {
        database.runInTransaction(agent.organizationId(), tx -> {
            if (tx.mapper(PresenceMapper.class).leave(agent.id(), epoch, reason) == 1) {
                events.append(tx, agent.organizationId(), statusChanged(agent.id(), AgentStatus.OFFLINE, reason));
            }
        });
    }

    /** The connection of a session is lost, so the agent is waited for; nothing happens when a newer session has begun. */
    public void disconnect(AgentId agent, long epoch, String reason) {
        database.runAcrossOrganizations(tx -> tx.mapper(PresenceMapper.class).disconnect(agent, epoch, reason));
    }

    /**
     * The same for all sessions of a node that stops, or that starts and so holds none. Nobody is waited for while several
     * agents are locked: whoever gives jobs to them locks them in the order of the queue.
     */
    public void disconnectAllOf(String nodeId, String reason) {
        database.runAcrossOrganizations(tx -> tx.mapper(PresenceMapper.class).disconnectFreeOf(nodeId, reason));
        List<AgentId> locked = database.readAcrossOrganizations(
                tx -> tx.mapper(PresenceMapper.class).agentsOf(nodeId));
        locked.forEach(agent -> database.runAcrossOrganizations(
                tx -> tx.mapper(PresenceMapper.class).disconnectFrom(nodeId, agent, reason)));
    }

    /**
     * Makes agents offline that were away for longer than their grace, and those whose node has been silent about them.
     *
     * @param silence longer than a node that lives ever is
     */
    public void endOverdue(Duration grace, Duration silence) {
        inBatches(mapper -> mapper.endAway(grace.toSeconds(), BATCH));
        inBatches(mapper -> mapper.endSilent(silence.toSeconds(), BATCH));
    }

    private void inBatches(Function<PresenceMapper, List<Gone>> end) {
        int ended;
        do {
            ended = database.acrossOrganizations(tx -> {
                List<Gone> gone = end.apply(tx.mapper(PresenceMapper.class));
                tellOffline(tx, gone);
                return gone.size();
            });
        } while (ended == BATCH);
    }

    /** Always in the same order of organizations, whose rows stay locked: another node may be doing the same. */
    private void tellOffline(Tx tx, List<Gone> gone) {
        Map<OrganizationId, List<NewEvent>> told = new TreeMap<>(Comparator.comparing(OrganizationId::value));
        gone.forEach(agent -> told.computeIfAbsent(agent.organizationId(), organization -> new ArrayList<>())
                .add(statusChanged(agent.id(), AgentStatus.OFFLINE, agent.reason())));
        told.forEach((organization, facts) -> events.append(tx, organization, facts));
    }

    /** Notes that sessions, told by agent and epoch, were heard from; returns the agents whose session is over. */
    public List<AgentId> touch(Map<AgentId, Long> heard) {
        List<Map.Entry<AgentId, Long>> sessions = List.copyOf(heard.entrySet());
        return database.acrossOrganizations(tx -> tx.mapper(PresenceMapper.class)
                .touch(
                        sessions.stream().map(Map.Entry::getKey).toList(),
                        sessions.stream().map(Map.Entry::getValue).toList()));
    }

    /** Whether the session is still the agent's; if so, no other begins until the transaction ends. */
    public boolean lockSession(Tx tx, AgentId agent, long epoch) {
        return tx.mapper(PresenceMapper.class).lockSession(agent, epoch) != null;
    }
}
