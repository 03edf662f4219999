package dev.sia.server.agent;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who the agents are, and what people do with them: reading, draining, revoking, removing. How they get in is the business of
 * {@link AgentCredentials}, whether they are there that of {@link AgentPresence}, what they run that of {@code attempt}.
 */
public final class AgentService {
    private final Database database;
    private final EventService events;
    private final Signals signals;

    public AgentService(Database database, EventService events, Signals signals) {
        this.database = database;
        this.events = events;
        this.signals = signals;
    }

    public Agent find(OrganizationId organization, AgentId id) {
        return database.read(organization, tx -> tx.mapper(AgentMapper.class).find(organization, id))
                .orElseThrow(() -> DomainException.notFound("This agent"));
    }

    /** Agents in the order in which they joined, after the given one. */
    public List<Agent> list(OrganizationId organization, @Nullable AgentId after, int limit) {
        UUID afterId = after == null ? null : after.value();
        return database.read(organization, tx -> tx.mapper(AgentMapper.class).list(organization, afterId, limit));
    }

    /**
     * The agent finishes what it has and is offered nothing more until {@link #resume}. One that is drained already stays as
     * it is.
     */
    public Agent drain(OrganizationId organization, AgentId id, Actor actor, @Nullable String reason) {
        return change(organization, id, (tx, before) -> {
            if (before.drainRequestedAt() != null) {
                return before;
            }
            AgentMapper mapper = tx.mapper(AgentMapper.class);
            mapper.drain(id, actor, reason);
            return changed(tx, actor, before, reason == null ? "a drain was asked for" : reason);
        });
    }

    /** Takes {@link #drain} back. */
    public Agent resume(OrganizationId organization, AgentId id, Actor actor) {
        return change(organization, id, (tx, before) -> {
            if (before.drainRequestedAt() == null) {
                throw new DomainException(
                        ErrorCode.AGENT_NOT_DRAINING,
                        before.name()
                                + (before.sessionDraining()
                                        ? " drains because it is going to stop; that ends when it comes back."
                                        : " is not drained: it takes jobs whenever it is online."));
            }
            tx.mapper(AgentMapper.class).resume(id);
            tx.afterCommit(() -> signals.publish(Topic.dispatch(organization.value())));
            return changed(tx, actor, before, "the drain was taken back");
        });
    }

    public Agent rename(OrganizationId organization, AgentId id, Actor actor, String name) {
        return change(organization, id, (tx, before) -> {
            if (before.name().equals(name)) {
                return before;
            }
            tx.mapper(AgentMapper.class).rename(id, name);
            return changed(tx, actor, before, "renamed, before it was called " + before.name());
        });
    }

    /**
     * Takes the agent out of the organization and revokes its credential. Nothing is given to it from now on; what it still has
     * is for the caller to end.
     *
     * @param force also when it has attempts
     * @return the agent as it was last
     */
    public Agent remove(OrganizationId organization, AgentId id, Actor actor, boolean force) {
        return change(organization, id, (tx, before) -> {
            if (before.runningCount() > 0 && !force) {
                throw new DomainException(
                        ErrorCode.AGENT_BUSY,
                        before.name() + " has " + before.runningCount()
                                + (before.runningCount() == 1 ? " attempt." : " attempts.")
                                + " Drain it and wait, or remove it with force, which ends them as lost.");
            }
            tx.mapper(AgentMapper.class).remove(id);
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.AGENT_REMOVED, actor)
                            .agent(id.value())
                            .agentStatus(AgentStatus.OFFLINE)
                            .build());
            return tx.mapper(AgentMapper.class).get(id);
        });
    }

    /**
     * The agent's credential is good for nothing from now on, and no node holds its session: it is waited for in vain, and loses
     * what it has when its grace is over. One whose credential is revoked already stays as it is.
     */
    public Agent revokeCredential(OrganizationId organization, AgentId id, Actor actor) {
        return change(organization, id, (tx, before) -> {
            if (before.credentialRevokedAt() != null) {
                return before;
            }
            tx.mapper(CredentialMapper.class).revokeCredential(id);
            Agent after = tx.mapper(AgentMapper.class).get(id);
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.AGENT_CREDENTIAL_REVOKED, actor)
                            .agent(id.value())
                            .agentStatus(after.status())
                            .build());
            return after;
        });
    }

    /** Locks the agent, changes it, and lets the node that holds its connection know. */
    private Agent change(OrganizationId organization, AgentId id, BiFunction<Tx, Agent, Agent> act) {
        return database.inTransaction(organization, tx -> {
            Agent before = tx.mapper(AgentMapper.class)
                    .lock(organization, id)
                    .orElseThrow(() -> DomainException.notFound("This agent"));
            tx.afterCommit(() -> signals.publish(Topic.agent(id.value())));
            return act.apply(tx, before);
        });
    }

    private Agent changed(Tx tx, Actor actor, Agent before, String reason) {
        Agent after = tx.mapper(AgentMapper.class).get(before.id());
        EventType type = after.status() == before.status() ? EventType.AGENT_UPDATED : EventType.AGENT_STATUS_CHANGED;
        events.append(
                tx,
                before.organizationId(),
                NewEvent.of(type, actor)
                        .agent(before.id().value())
                        .agentStatus(after.status())
                        .reason(reason)
                        .build());
        return after;
    }

    /** How people have the agent stand, for the node that holds its connection; empty for an unknown agent. */
    public Optional<Standing> standing(AgentId id) {
        return database.readAcrossOrganizations(
                        tx -> tx.mapper(AgentMapper.class).standing(id))
                .map(AgentService::standing);
    }

    private static Standing standing(AgentMapper.StandingRow found) {
        if (found.removed()) {
            return new Standing.Removed();
        }
        if (found.revoked()) {
            return new Standing.Revoked();
        }
        return found.draining() ? new Standing.Draining(found.drainReason()) : new Standing.Member();
    }
}
