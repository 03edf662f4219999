package dev.sia.server.attempt;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.AgentService;
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
import java.util.Set;
import java.util.stream.Collectors;

/** Begins, keeps and ends the sessions of agents, and brings both sides' knowledge of attempts together. */
public final class AgentSessions {
    private final Database database;
    private final AgentService agents;
    private final AttemptReports reports;
    private final AttemptEnding ending;
    private final AttemptOffers offers;
    private final Signals signals;
    private final AttemptTimes times;

    public AgentSessions(
            Database database,
            AgentService agents,
            AttemptReports reports,
            AttemptEnding ending,
            AttemptOffers offers,
            Signals signals,
            AttemptTimes times) {
        this.database = database;
        this.agents = agents;
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
        long epoch = agents.beginSession(agent, start);
        try {
            return reconcile(agent, epoch, held);
        } catch (RuntimeException failure) {
            endAfter(failure, agent, epoch);
            throw failure;
        }
    }

    private Attachment reconcile(AgentIdentity agent, long epoch, List<HeldAttempt> held) {
        List<Verdict> verdicts =
                held.stream().map(attempt -> verdict(agent, attempt)).toList();
        // Named under another lease, an attempt is as forgotten as one that is not named.
        Set<AttemptId> goingOn = verdicts.stream()
                .filter(Continue.class::isInstance)
                .map(Verdict::id)
                .collect(Collectors.toSet());
        liveOf(agent).stream()
                .filter(attempt -> attempt.status() == AttemptStatus.RUNNING && !goingOn.contains(attempt.id()))
                .forEach(attempt -> loseForgotten(agent, epoch, attempt));
        renew(agent);
        List<Attempt> live = liveOf(agent);
        signals.publish(Topic.dispatch(agent.organizationId().value()));
        return new Attachment(epoch, verdicts, openOffers(live), openCancels(live));
    }

    /** An agent that could not be told how things stand must not count as online. */
    private void endAfter(RuntimeException failure, AgentIdentity agent, long epoch) {
        try {
            agents.endSession(agent, epoch, "could not attach");
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }

    /** A held attempt goes on if its lease is live; whoever holds it has accepted it. */
    private Verdict verdict(AgentIdentity agent, HeldAttempt held) {
        try {
            reports.accept(agent, held.id(), held.lease());
            long stored = database.inTransaction(tx ->
                    tx.mapper(AttemptMapper.class).find(held.id()).orElseThrow().lastLogSeq());
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
        database.runInTransaction(tx -> tx.mapper(AttemptMapper.class)
                .lock(attempt.id())
                .filter(now -> now.status() == AttemptStatus.RUNNING && agents.touch(tx, agent.id(), epoch))
                .ifPresent(now -> ending.lose(tx, now, new Failure(FailureClass.AGENT_LOST, now.currentStep(), why))));
    }

    private List<Attempt> liveOf(AgentIdentity agent) {
        return database.inTransaction(tx -> tx.mapper(AttemptMapper.class).liveOf(agent.id()));
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

    /** The agent was heard from: its leases live on. False when the session is over. */
    public boolean heartbeat(AgentIdentity agent, long epoch) {
        boolean current = database.inTransaction(tx -> agents.touch(tx, agent.id(), epoch));
        if (current) {
            renew(agent);
        }
        return current;
    }

    /** The agent finishes what it has and takes no more, because it is going to stop. */
    public void drain(AgentIdentity agent, long epoch, String reason) {
        agents.drainSession(agent, epoch, reason.isBlank() ? "it is going to stop" : reason);
    }

    private void renew(AgentIdentity agent) {
        database.runInTransaction(tx -> tx.mapper(AttemptMapper.class)
                .renewLeases(agent.id(), times.leaseDuration().toSeconds()));
    }

    /** The stream has ended. The agent keeps its attempts until their leases run out. */
    public void detach(AgentIdentity agent, long epoch, String reason) {
        agents.endSession(agent, epoch, reason);
    }
}
