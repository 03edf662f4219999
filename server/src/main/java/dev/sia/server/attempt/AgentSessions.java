package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.AgentPresence;
import dev.sia.server.agent.Session;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.Attachment.Abandon;
import dev.sia.server.attempt.Attachment.CancelRequest;
import dev.sia.server.attempt.Attachment.Continue;
import dev.sia.server.attempt.Attachment.Verdict;
import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Begins, keeps and ends the sessions of agents, and brings both sides' knowledge of attempts together. */
public final class AgentSessions {
    private final Database database;
    private final AgentPresence presence;
    private final AttemptReports reports;
    private final AttemptEnding ending;
    private final AttemptOffers offers;
    private final Signals signals;
    private final AttemptTimes times;

    public AgentSessions(
            Database database,
            AgentPresence presence,
            AttemptReports reports,
            AttemptEnding ending,
            AttemptOffers offers,
            Signals signals,
            AttemptTimes times) {
        this.database = database;
        this.presence = presence;
        this.reports = reports;
        this.ending = ending;
        this.offers = offers;
        this.signals = signals;
        this.times = times;
    }

    /**
     * Begins a session. Register the stream with the {@link AgentGateway} before calling this, or an offer made in between
     * is not sent until it expires.
     */
    public Attachment attach(AgentIdentity agent, SessionStart start, List<HeldAttempt> held) {
        Session session = presence.begin(agent, start);
        try {
            // Most agents that come have nothing and hold nothing; thousands of them may come at once.
            Attachment attachment = session.busy() || !held.isEmpty()
                    ? reconcile(agent, session, held)
                    : new Attachment(session.epoch(), List.of(), List.of(), List.of(), List.of(), session.drain());
            signals.publish(Topic.dispatch(agent.organizationId().value()));
            return attachment;
        } catch (RuntimeException failure) {
            disconnectAfter(failure, agent, session.epoch());
            throw failure;
        }
    }

    private Attachment reconcile(AgentIdentity agent, Session session, List<HeldAttempt> held) {
        List<Verdict> verdicts =
                held.stream().map(attempt -> verdict(agent, attempt)).toList();
        // Named under another lease, an attempt is as forgotten as one that is not named.
        Set<AttemptId> goingOn = verdicts.stream()
                .filter(Continue.class::isInstance)
                .map(Verdict::id)
                .collect(Collectors.toSet());
        liveOf(agent).stream()
                .filter(attempt -> attempt.status() == AttemptStatus.RUNNING && !goingOn.contains(attempt.id()))
                .forEach(attempt -> loseForgotten(agent, session.epoch(), attempt));
        List<AttemptHint> hints = renewAndFindHints(agent);
        List<Attempt> live = liveOf(agent);
        return new Attachment(session.epoch(), verdicts, openOffers(live), openCancels(live), hints, session.drain());
    }

    /** An agent that could not be told how things stand must not count as connected. */
    private void disconnectAfter(RuntimeException failure, AgentIdentity agent, long epoch) {
        try {
            presence.disconnect(agent.id(), epoch, "could not attach");
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }

    /** A held attempt goes on if its lease is live; whoever holds it has accepted it. */
    private Verdict verdict(AgentIdentity agent, HeldAttempt held) {
        try {
            reports.accept(agent, held.id(), held.lease());
            long stored = database.read(
                    agent.organizationId(),
                    tx -> tx.mapper(AttemptMapper.class)
                            .find(held.id())
                            .orElseThrow()
                            .lastLogSeq());
            return new Continue(held.id(), stored);
        } catch (DomainException refused) {
            if (refused.code() != ErrorCode.LEASE_LOST) {
                throw refused;
            }
            return new Abandon(held.id(), refused.getMessage());
        }
    }

    /** What a newer session has taken up since is not forgotten, whatever this one said. */
    private void loseForgotten(AgentIdentity agent, long epoch, Attempt attempt) {
        String why = "The agent came back without this attempt: it was restarted.";
        database.runInTransaction(
                agent.organizationId(),
                tx -> tx.mapper(AttemptMapper.class)
                        .lock(attempt.id())
                        .filter(now -> now.status() == AttemptStatus.RUNNING)
                        .filter(now -> presence.lockSession(tx, agent.id(), epoch))
                        .ifPresent(now ->
                                ending.lose(tx, now, new Failure(FailureClass.AGENT_LOST, now.currentStep(), why))));
    }

    private List<Attempt> liveOf(AgentIdentity agent) {
        return database.read(
                agent.organizationId(), tx -> tx.mapper(AttemptMapper.class).liveOf(agent.id()));
    }

    private List<AttemptOffer> openOffers(List<Attempt> live) {
        return live.stream()
                .filter(attempt -> attempt.status() == AttemptStatus.OFFERED)
                .map(offers::of)
                .toList();
    }

    private List<CancelRequest> openCancels(List<Attempt> live) {
        return live.stream()
                .filter(attempt -> attempt.status() == AttemptStatus.RUNNING)
                .filter(offers::isCancellationRequested)
                .map(attempt -> new CancelRequest(attempt.id(), "The job was cancelled."))
                .toList();
    }

    private List<AttemptHint> renewAndFindHints(AgentIdentity agent) {
        return database.inTransaction(agent.organizationId(), tx -> {
            AttemptMapper mapper = tx.mapper(AttemptMapper.class);
            mapper.renewLeases(List.of(agent.id()), times.leaseDuration().toSeconds());
            return mapper.openHintsOf(agent.id());
        });
    }

    /** The agent finishes what it has and takes no more, because it is going to stop. */
    public void drain(AgentIdentity agent, long epoch, String reason) {
        presence.drain(agent, epoch, reason.isBlank() ? "it is going to stop" : reason);
    }

    /** The agent has said goodbye. It keeps its attempts until their leases run out. */
    public void leave(AgentIdentity agent, long epoch, String reason) {
        presence.leave(agent, epoch, reason);
    }

    /** The stream has broken. The agent is waited for, and keeps its attempts until their leases run out. */
    public void disconnect(AgentIdentity agent, long epoch, String reason) {
        presence.disconnect(agent.id(), epoch, reason);
    }

    /** The node stops: its agents are to connect elsewhere, and nothing is given to them until they have. */
    public void disconnectAllOf(String nodeId, String reason) {
        presence.disconnectAllOf(nodeId, reason);
    }

    /**
     * Agents were heard from, told by the epochs of their sessions: their leases live on.
     *
     * @return the agents whose session is over
     */
    public Set<AgentId> heartbeats(Map<AgentId, Long> heard) {
        Set<AgentId> over = Set.copyOf(presence.touch(heard));
        List<AgentId> alive =
                heard.keySet().stream().filter(agent -> !over.contains(agent)).toList();
        if (alive.isEmpty()) {
            return over;
        }
        // A transaction of its own: elsewhere attempts are locked before their agents.
        database.runAcrossOrganizations(tx -> tx.mapper(AttemptMapper.class)
                .renewLeases(alive, times.leaseDuration().toSeconds()));
        return over;
    }
}
