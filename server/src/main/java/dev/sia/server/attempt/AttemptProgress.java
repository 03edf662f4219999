package dev.sia.server.attempt;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.event.Actor;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobProgress;
import dev.sia.server.job.JobStatus;
import java.time.Duration;
import java.util.Optional;

/** What the durable workflow of a job asks of the database. Everything may be asked again at any time. */
public final class AttemptProgress {
    /** What is to happen next with a job. */
    public sealed interface Next {
        /** Nothing until something changes. */
        record Wait() implements Next {}

        /**
         * An attempt is live.
         *
         * @param nodeId node that holds the agent's session; empty while the agent is away
         * @param longest how long it may take from now until it ends, one way or the other
         * @param commandsPending whether there is something to tell its agent
         */
        record Run(AttemptId attempt, Optional<String> nodeId, Duration longest, boolean commandsPending)
                implements Next {}

        /** Agents have nothing more to do for the job. */
        record Over() implements Next {}
    }

    private final Database database;
    private final JobProgress jobs;
    private final AttemptEnding ending;
    private final AttemptOffers offers;
    private final AgentGateway gateway;
    private final AttemptTimes times;

    public AttemptProgress(
            Database database,
            JobProgress jobs,
            AttemptEnding ending,
            AttemptOffers offers,
            AgentGateway gateway,
            AttemptTimes times) {
        this.database = database;
        this.jobs = jobs;
        this.ending = ending;
        this.offers = offers;
        this.gateway = gateway;
        this.times = times;
    }

    /** Moves the job on as far as the database alone can, and tells what is to happen next. */
    public Next advance(JobId id) {
        Optional<Attempt> latest = database.acrossOrganizations(
                tx -> tx.mapper(AttemptMapper.class).latest(id));
        if (latest.isPresent()
                && !latest.get().status().isLive()
                && !latest.get().concluded()) {
            database.runAcrossOrganizations(
                    tx -> ending.conclude(tx, latest.get().id()));
        }
        return database.acrossOrganizations(tx -> next(tx, id));
    }

    private Next next(Tx tx, JobId id) {
        Optional<Job> job = jobs.find(tx, id);
        if (job.isEmpty() || !job.get().status().isActive()) {
            return new Next.Over();
        }
        if (job.get().status() == JobStatus.QUEUED) {
            return new Next.Wait();
        }
        AttemptMapper mapper = tx.mapper(AttemptMapper.class);
        return mapper.latest(id)
                .filter(attempt -> attempt.status().isLive())
                .<Next>map(attempt -> new Next.Run(
                        attempt.id(),
                        mapper.nodeOf(attempt.agentId()),
                        times.longest(job.get().attemptTimeoutSeconds()),
                        job.get().cancellation() != null
                                || tx.mapper(HintMapper.class).anyOpen(attempt.id())))
                .orElseGet(Next.Wait::new);
    }

    /**
     * An activity waits for the attempt from now on; the agent is offered it if it has not answered yet.
     *
     * @param taskToken what completes the activity once the attempt has ended
     * @param offered whether the agent has been offered it already
     * @return false when the attempt is not live, so that there is nothing to wait for
     */
    public boolean begin(AttemptId id, byte[] taskToken, boolean offered) {
        boolean live = database.acrossOrganizations(tx -> {
            tx.commitWithoutWaiting();
            return tx.mapper(AttemptMapper.class).setTaskToken(id, taskToken) == 1;
        });
        if (live && !offered) {
            find(id).filter(attempt -> attempt.status() == AttemptStatus.OFFERED)
                    .ifPresent(attempt -> gateway.offer(offers.of(attempt)));
        }
        return live;
    }

    /**
     * Tells the agent what people want of a live attempt: to stop, or else what they have to say to its tool. An unanswered
     * offer of a cancelled job is taken back.
     */
    public void deliverCommands(AttemptId id) {
        find(id).filter(attempt -> attempt.status().isLive()).ifPresent(attempt -> {
            if (offers.isCancellationRequested(attempt)) {
                deliverCancel(attempt);
            } else {
                deliverHints(attempt);
            }
        });
    }

    private void deliverHints(Attempt attempt) {
        database.acrossOrganizations(tx -> tx.mapper(HintMapper.class).open(attempt.id()))
                .forEach(hint -> gateway.hint(attempt.agentId(), hint));
    }

    private void deliverCancel(Attempt attempt) {
        String reason = "The job was cancelled.";
        boolean withdrawn = attempt.status() == AttemptStatus.OFFERED
                && database.acrossOrganizations(tx -> ending.withdraw(tx, attempt.id(), Actor.SYSTEM, reason));
        if (withdrawn) {
            gateway.leaseLost(attempt.agentId(), attempt.id(), reason);
        } else {
            gateway.cancel(attempt.agentId(), attempt.id(), reason);
        }
    }

    private Optional<Attempt> find(AttemptId id) {
        return database.acrossOrganizations(tx -> tx.mapper(AttemptMapper.class).find(id));
    }
}
