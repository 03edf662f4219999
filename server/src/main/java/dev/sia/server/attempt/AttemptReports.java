package dev.sia.server.attempt;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOutcome.Cancelled;
import dev.sia.server.attempt.AttemptOutcome.Failed;
import dev.sia.server.attempt.AttemptOutcome.Succeeded;
import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.NewEvent;
import dev.sia.server.job.JobProgress;
import dev.sia.server.job.StepState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What agents report about their attempts. Every report carries the lease; one with a lease that is not live is refused
 * with {@link ErrorCode#LEASE_LOST} and changes nothing. A report made twice has the effect of one.
 */
public final class AttemptReports {
    private static final Logger log = LoggerFactory.getLogger(AttemptReports.class);

    private final Database database;
    private final JobProgress jobs;
    private final AttemptEnding ending;
    private final EventService events;
    private final AttemptTimes times;

    public AttemptReports(
            Database database, JobProgress jobs, AttemptEnding ending, EventService events, AttemptTimes times) {
        this.database = database;
        this.jobs = jobs;
        this.ending = ending;
        this.events = events;
        this.times = times;
    }

    /** The agent takes the offer. */
    public void accept(AgentIdentity agent, AttemptId id, Lease lease) {
        database.runInTransaction(agent.organizationId(), tx -> {
            Attempt seen =
                    held(tx.mapper(AttemptMapper.class).find(id).orElseThrow(AttemptReports::lost), agent, lease);
            jobs.lock(tx, seen.jobId());
            Attempt attempt = lockLive(tx, agent, id, lease);
            AttemptTransitions.next(attempt.status(), AttemptAction.ACCEPT)
                    .ifPresent(status -> accepted(tx, attempt, status, agent.actor()));
        });
    }

    private void accepted(Tx tx, Attempt attempt, AttemptStatus status, Actor agent) {
        tx.mapper(AttemptMapper.class)
                .accept(attempt.id(), times.leaseDuration().toSeconds());
        jobs.markStarted(tx, attempt.jobId());
        events.append(tx, attempt.organizationId(), AttemptEvents.statusChanged(attempt, status, agent, null));
    }

    /** The agent does not take the offer. */
    public void reject(AgentIdentity agent, AttemptId id, Lease lease, String reason) {
        database.runInTransaction(agent.organizationId(), tx -> {
            Attempt seen =
                    held(tx.mapper(AttemptMapper.class).find(id).orElseThrow(AttemptReports::lost), agent, lease);
            if (seen.status() == AttemptStatus.LOST) {
                throw lost();
            }
            ending.withdraw(tx, id, agent.actor(), "The agent did not take it: " + reason);
        });
    }

    /** A step began or ended. */
    public void step(AgentIdentity agent, AttemptId id, Lease lease, AttemptStep step) {
        database.runInTransaction(agent.organizationId(), tx -> {
            Attempt attempt =
                    requireRunning(tx.mapper(AttemptMapper.class).lock(id).orElse(null), agent, lease);
            AttemptMapper mapper = tx.mapper(AttemptMapper.class);
            if (mapper.upsertStep(id, step) == 1) {
                mapper.setCurrentStep(id, step.step(), step.state() == StepState.STARTED);
                events.append(tx, attempt.organizationId(), AttemptEvents.stepChanged(attempt, step, agent.actor()));
            }
        });
    }

    /** The agent is stopping the attempt, as it was asked to. */
    public void cancelAcknowledged(AgentIdentity agent, AttemptId id, Lease lease) {
        database.runInTransaction(agent.organizationId(), tx -> {
            AttemptMapper mapper = tx.mapper(AttemptMapper.class);
            Attempt seen = held(mapper.find(id).orElseThrow(AttemptReports::lost), agent, lease);
            List<NewEvent> told = jobs.cancellationDelivered(tx, seen.jobId(), agent.actor());
            // After the job's lock; what was noted above is undone by the refusal.
            if (mapper.lock(id).orElseThrow(AttemptReports::lost).status() == AttemptStatus.LOST) {
                throw lost();
            }
            if (!told.isEmpty()) {
                events.append(tx, seen.organizationId(), told);
            }
        });
    }

    /** The hint is where the tool that works on the attempt can find it. */
    public void hintAcknowledged(AgentIdentity agent, AttemptId id, Lease lease, UUID hint) {
        database.runInTransaction(agent.organizationId(), tx -> {
            AttemptMapper mapper = tx.mapper(AttemptMapper.class);
            Attempt attempt = held(mapper.lock(id).orElseThrow(AttemptReports::lost), agent, lease);
            // An acknowledgement may cross with the attempt's own end.
            requireReported(attempt);
            if (mapper.setHintDelivered(id, hint) == 1) {
                events.append(tx, attempt.organizationId(), AttemptEvents.hintDelivered(attempt, agent.actor()));
            }
        });
    }

    /**
     * How the attempt ended.
     *
     * @param written number of the last record that the agent wrote, and its digest
     * @return the number of the last record when the result is stored; a smaller number when it is not, because the lines after that
     *     one are missing
     */
    public long result(AgentIdentity agent, AttemptId id, Lease lease, AttemptOutcome outcome, FinalLog written) {
        return database.inTransaction(agent.organizationId(), tx -> {
            long finalLogSeq = written.lastSeq();
            Attempt attempt =
                    held(tx.mapper(AttemptMapper.class).lock(id).orElseThrow(AttemptReports::lost), agent, lease);
            if (attempt.status() != AttemptStatus.RUNNING) {
                requireReported(attempt);
                return finalLogSeq;
            }
            if (finalLogSeq > attempt.lastLogSeq()) {
                return attempt.lastLogSeq();
            }
            ending.end(tx, attempt, endOf(attempt.status(), outcome, isWhole(attempt, written)), agent.actor());
            return finalLogSeq;
        });
    }

    /** An attempt that its agent has ended takes reports again quietly, one that the server ended by itself does not. */
    private static void requireReported(Attempt attempt) {
        if (attempt.status() == AttemptStatus.OFFERED || attempt.status() == AttemptStatus.LOST) {
            throw lost();
        }
    }

    private static boolean isWhole(Attempt attempt, FinalLog reported) {
        boolean whole = reported.proves(attempt);
        if (!whole) {
            log.warn(
                    "The log of attempt {} is not what its agent wrote: it has {} records and another digest",
                    attempt.id(),
                    attempt.lastLogSeq());
        }
        return whole;
    }

    private static AttemptEnd endOf(AttemptStatus from, AttemptOutcome outcome, boolean logComplete) {
        return switch (outcome) {
            case Succeeded(var publication) ->
                new AttemptEnd(after(from, AttemptAction.SUCCEED), null, publication, logComplete);
            case Failed(var failure) -> new AttemptEnd(after(from, AttemptAction.FAIL), failure, null, logComplete);
            case Cancelled() -> new AttemptEnd(after(from, AttemptAction.CANCEL), null, null, logComplete);
        };
    }

    private static AttemptStatus after(AttemptStatus from, AttemptAction action) {
        return AttemptTransitions.next(from, action).orElseThrow();
    }

    /** The attempt, locked, if it is the agent's and its lease is live. */
    static Attempt lockLive(Tx tx, AgentIdentity agent, AttemptId id, Lease lease) {
        return requireLive(tx.mapper(AttemptMapper.class).lock(id).orElse(null), agent, lease);
    }

    private static Attempt requireLive(@Nullable Attempt locked, AgentIdentity agent, Lease lease) {
        if (locked == null || !held(locked, agent, lease).status().isLive()) {
            throw lost();
        }
        return locked;
    }

    /** Refuses reports on an attempt, which the caller has locked, that is not the agent's or has not been accepted. */
    static Attempt requireRunning(@Nullable Attempt locked, AgentIdentity agent, Lease lease) {
        Attempt attempt = requireLive(locked, agent, lease);
        if (attempt.status() != AttemptStatus.RUNNING) {
            throw new DomainException(ErrorCode.PROTOCOL_VIOLATION, "Accept the offer before reporting on it.");
        }
        return attempt;
    }

    private static Attempt held(Attempt attempt, AgentIdentity agent, Lease lease) {
        if (!attempt.agentId().equals(agent.id()) || !attempt.lease().matches(lease)) {
            throw lost();
        }
        return attempt;
    }

    static DomainException lost() {
        return new DomainException(
                ErrorCode.LEASE_LOST, "The lease of this attempt is not live. Stop its work and forget it.");
    }
}
