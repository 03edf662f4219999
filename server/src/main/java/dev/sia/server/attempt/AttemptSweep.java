package dev.sia.server.attempt;

import dev.sia.server.agent.AgentPresence;
import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acts on what time has run out for. Each act is a transaction of its own and checks again under the row's lock. */
public final class AttemptSweep {
    private static final Logger log = LoggerFactory.getLogger(AttemptSweep.class);

    private final Database database;
    private final AgentPresence presence;
    private final AttemptEnding ending;
    private final AgentGateway gateway;
    private final AttemptRecovery recovery;
    private final AttemptTimes times;

    public AttemptSweep(
            Database database,
            AgentPresence presence,
            AttemptEnding ending,
            AgentGateway gateway,
            AttemptRecovery recovery,
            AttemptTimes times) {
        this.database = database;
        this.presence = presence;
        this.ending = ending;
        this.gateway = gateway;
        this.recovery = recovery;
        this.times = times;
    }

    /** One round. */
    public void run() {
        presence.endOverdue(times.grace(), times.leaseDuration());
        long slack = times.leaseDuration().toSeconds();
        each(AttemptMapper::expiredOffers, this::withdraw);
        each(AttemptMapper::expiredLeases, this::loseAway);
        each(mapper -> mapper.overdue(slack), this::loseOverdue);
        each(mapper -> mapper.overdueSteps(slack), this::loseOverdueStep);
        each(mapper -> mapper.overdueJobs(slack), this::loseOverdueJob);
        each(AttemptMapper::queuedPastTheirTime, this::expire);
        each(mapper -> mapper.stuck(times.stuckAfter().toSeconds()), this::loseStuck);
        each(AttemptMapper::unconcluded, recovery::wake);
    }

    /** One row that cannot be acted on keeps no other waiting; a database that does not answer ends the round. */
    private <T> void each(Function<AttemptMapper, List<T>> query, Consumer<T> act) {
        for (T due : database.acrossOrganizations(tx -> query.apply(tx.mapper(AttemptMapper.class)))) {
            try {
                act.accept(due);
            } catch (DomainException refused) {
                if (refused.code() == ErrorCode.UNAVAILABLE) {
                    throw refused;
                }
                log.error("The sweep could not act on {}", due, refused);
            } catch (RuntimeException failure) {
                log.error("The sweep could not act on {}", due, failure);
            }
        }
    }

    private void withdraw(AttemptId id) {
        log.info("Attempt {}: its agent did not answer the offer in time", id);
        database.runAcrossOrganizations(
                tx -> ending.withdraw(tx, id, Actor.SYSTEM, "The agent did not answer the offer in time."));
    }

    private void loseAway(AttemptId id) {
        lose(
                id,
                // The agent may have come back just now.
                mapper -> mapper.isLeaseExpired(id),
                FailureClass.AGENT_LOST,
                "The agent was away for longer than its grace.");
    }

    private void loseStuck(AttemptId id) {
        lose(
                id,
                mapper -> mapper.isStuck(id, times.stuckAfter().toSeconds()),
                FailureClass.STUCK,
                "Neither the log nor the steps moved on for "
                        + times.stuckAfter().toMinutes() + " minutes.");
    }

    private void loseOverdue(AttemptId id) {
        lose(id, mapper -> true, FailureClass.TIMEOUT, "The agent did not stop when the attempt's time was up.");
    }

    private void loseOverdueStep(AttemptId id) {
        long slack = times.leaseDuration().toSeconds();
        lose(
                id,
                mapper -> mapper.isStepOverdue(id, slack),
                FailureClass.TIMEOUT,
                "The agent did not stop the step when its time was up.");
    }

    private void loseOverdueJob(AttemptId id) {
        lose(id, mapper -> true, FailureClass.TIMEOUT, "The agent did not stop when the job's time was up.");
    }

    private void expire(JobId id) {
        log.info("Job {}: its time was up while it waited for another attempt", id);
        database.runAcrossOrganizations(tx -> ending.expire(tx, id));
    }

    private void lose(AttemptId id, Predicate<AttemptMapper> stillDue, FailureClass failureClass, String why) {
        database.<Optional<Attempt>>acrossOrganizations(tx -> {
                    AttemptMapper mapper = tx.mapper(AttemptMapper.class);
                    Optional<Attempt> due = mapper.lock(id)
                            .filter(attempt -> attempt.status() == AttemptStatus.RUNNING && stillDue.test(mapper));
                    due.ifPresent(
                            attempt -> ending.lose(tx, attempt, new Failure(failureClass, attempt.currentStep(), why)));
                    return due;
                })
                .ifPresent(attempt -> {
                    log.info("Attempt {} is lost: {}", id, why);
                    gateway.leaseLost(attempt.agentId(), attempt.id(), why);
                });
    }
}
