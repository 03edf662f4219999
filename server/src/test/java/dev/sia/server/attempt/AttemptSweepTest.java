package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventType;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.RetryPolicy;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AttemptSweepTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;
    private AttemptSweep sweep;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        sweep = play.features.attemptSweep;
        agent = play.agent(2);
    }

    @AfterEach
    void leaveNothingToTheNextTest() {
        play.sql.execute("delete from outbox");
        play.sql.execute("update attempt set concluded = true, status = 'lost' where status in ('offered', 'running')");
    }

    @Test
    void unansweredOfferGoesBackToTheHeadAndItsNumberIsUsedAgain() {
        Job first = play.job("first");
        Job second = play.job("second");
        Attempt offered = play.claim(first);
        sweep.run();
        assertThat(play.latest(first)).isEqualTo(offered);
        play.expireOffer(offered);
        sweep.run();
        assertThat(play.features.attempts.latest(play.organization, first.id())).isEmpty();
        assertThat(play.now(first).attemptCount()).isZero();
        assertThat(position(first)).isEqualTo(1);
        assertThat(position(second)).isEqualTo(2);
        play.forgetDeclined();
        Attempt again = play.claim(first);
        assertThat(again.number()).isEqualTo(1);
        assertThat(again.lease()).isNotEqualTo(offered.lease());
        assertThat(again.id()).isNotEqualTo(offered.id());
    }

    @Test
    void expiredLeaseIsALostAttemptAndTheThirdOneEndsTheJob() {
        Job job = play.job("job");
        for (int number = 1; number <= 3; number++) {
            Attempt attempt = play.run(job, agent);
            assertThat(attempt.number()).isEqualTo(number);
            play.features.attemptReports.step(
                    agent,
                    attempt.id(),
                    attempt.lease(),
                    new AttemptStep(Step.VERIFY, StepState.STARTED, AttemptFixture.AT, null, null));
            play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), AttemptFixture.lines(1, 2));
            play.expireLease(attempt);
            sweep.run();
            assertThat(play.latest(job))
                    .returns(AttemptStatus.LOST, Attempt::status)
                    .returns(false, Attempt::logComplete)
                    .returns(3L, Attempt::lastLogSeq);
            LogLine explanation = play.log(attempt).getLast();
            assertThat(explanation.stream()).isEqualTo(LogStream.SYSTEM);
            assertThat(explanation.step()).isEqualTo(Step.VERIFY);
            assertThat(explanation.text()).contains("away");
            assertThat(play.world.gateway.lost.poll()).isEqualTo(attempt.id());
            assertThat(play.status(job)).isEqualTo(JobStatus.IN_PROGRESS);
            play.advance(job);
            assertThat(play.status(job)).isEqualTo(number < 3 ? JobStatus.QUEUED : JobStatus.FAILED);
        }
        assertThat(play.now(job).failure())
                .returns(FailureClass.AGENT_LOST, failure -> failure.failureClass())
                .returns(Step.VERIFY, failure -> failure.step());
        assertThat(play.now(job).attemptCount()).isEqualTo(3);
    }

    @Test
    void attemptThatDoesNotEndWhenItsTimeIsUpIsEnded() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        sweep.run();
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.RUNNING);
        play.sql.execute(
                "update attempt set accepted_at = now() - interval '2 hours' where id = ?",
                attempt.id().value());
        sweep.run();
        play.advance(job);
        assertThat(play.status(job)).isEqualTo(JobStatus.FAILED);
        assertThat(play.now(job).failure()).returns(FailureClass.TIMEOUT, failure -> failure.failureClass());
    }

    private static final JobLimits TIMED = new JobLimits(3600, 60, 600, RetryPolicy.DEFAULT);
    /** More than any of the times above and a lease. */
    private static final int LONG = 1200;

    private Attempt runTimed(Job job) {
        Attempt attempt = play.run(job, agent);
        play.features.attemptReports.step(
                agent,
                attempt.id(),
                attempt.lease(),
                new AttemptStep(Step.GENERATE, StepState.STARTED, AttemptFixture.AT, null, null));
        return attempt;
    }

    @Test
    void stepThatDoesNotEndWhenItsTimeIsUpEndsTheAttempt() {
        Job job = play.job("job", JobPriority.NORMAL, TIMED);
        Attempt attempt = runTimed(job);
        sweep.run();
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.RUNNING);
        play.sql.execute(
                "update attempt set step_started_at = now() - ? * interval '1 second' where id = ?",
                LONG,
                attempt.id().value());
        sweep.run();
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.LOST);
        assertThat(play.log(attempt).getLast().text()).contains("did not stop the step");
        assertThat(play.world.gateway.lost.poll()).isEqualTo(attempt.id());
        play.advance(job);
        assertThat(play.now(job).failure())
                .returns(FailureClass.TIMEOUT, failure -> failure.failureClass())
                .returns(Step.GENERATE, failure -> failure.step());
    }

    @Test
    void stepThatHasEndedHasNoTimeToOverrun() {
        Job job = play.job("job", JobPriority.NORMAL, TIMED);
        Attempt attempt = runTimed(job);
        play.features.attemptReports.step(
                agent,
                attempt.id(),
                attempt.lease(),
                new AttemptStep(Step.GENERATE, StepState.SUCCEEDED, AttemptFixture.AT, AttemptFixture.AT, 0));
        assertThat(play.sql.column(
                        java.sql.Timestamp.class,
                        "select step_started_at from attempt where id = ?",
                        attempt.id().value()))
                .containsExactly((java.sql.Timestamp) null);
    }

    @Test
    void jobThatOverrunsItsTimeIsEndedWhateverItsAttemptMay() {
        Job job = play.job("job", JobPriority.NORMAL, TIMED);
        Attempt attempt = play.run(job, agent);
        play.acceptedEarlier(attempt, LONG);
        sweep.run();
        assertThat(play.log(attempt).getLast().text()).contains("the job's time was up");
        play.advance(job);
        assertThat(play.status(job)).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void jobsTimeRunsFromTheFirstAttemptOverAllAndEndsAJobThatWaits() {
        Job job = play.job("job", JobPriority.NORMAL, TIMED);
        Attempt first = play.run(job, agent);
        play.acceptedEarlier(first, 500);
        play.expireLease(first);
        sweep.run();
        play.advance(job);
        assertThat(play.status(job)).isEqualTo(JobStatus.QUEUED);
        Attempt second = play.claim(job);
        assertThat(List.copyOf(play.world.gateway.offers).getLast())
                .satisfies(
                        offer -> assertThat(offer.timeout()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100)))
                .satisfies(offer -> assertThat(offer.stepTimeout()).isEqualTo(Duration.ofSeconds(60)));
        play.expireOffer(second);
        play.acceptedEarlier(first, 101);
        sweep.run();
        assertThat(play.status(job)).isEqualTo(JobStatus.FAILED);
        assertThat(play.now(job).failure()).returns(FailureClass.TIMEOUT, failure -> failure.failureClass());
        assertThat(play.features.queues.position(play.organization, job.id().value()))
                .isEmpty();
        play.features.jobChanges.retry(play.organization, TestFeatures.ADA, job.id(), null);
        sweep.run();
        assertThat(play.status(job)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void lostAttemptIsNotTriedAgainWhenTheJobsTimeIsUp() {
        Job job = play.job("job", JobPriority.NORMAL, TIMED);
        Attempt attempt = play.run(job, agent);
        play.acceptedEarlier(attempt, 600);
        play.expireLease(attempt);
        sweep.run();
        play.advance(job);
        assertThat(play.status(job)).isEqualTo(JobStatus.FAILED);
        assertThat(play.now(job).failure())
                .extracting(failure -> failure.message())
                .asString()
                .contains("time is up")
                .contains("away");
    }

    @Test
    void agentThatComesBackBeforeTheSweepActsKeepsItsAttempt() throws Exception {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        play.expireLease(attempt);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> sweeping = postgres.database().acrossOrganizations(tx -> {
                tx.mapper(AttemptMapper.class).renewLeases(List.of(agent.id()), 60);
                Future<?> other = threads.submit(sweep::run);
                await().until(() -> other.isDone() || play.sql.waiting() > 0);
                return other;
            });
            sweeping.get();
        }
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.RUNNING);
        assertThat(play.world.gateway.lost).isEmpty();
    }

    @Test
    void silentSessionsEndAndTheirAgentsMustComeBack() {
        AgentIdentity heard = play.agent(1);
        play.sql.execute(
                "update agent set last_seen_at = now() - interval '1 hour' where id = ?",
                agent.id().value());
        sweep.run();
        assertThat(status(agent)).isEqualTo(AgentStatus.OFFLINE);
        assertThat(status(heard)).isEqualTo(AgentStatus.ONLINE);
        Event last = play.events().getLast();
        assertThat(last.type()).isEqualTo(EventType.AGENT_STATUS_CHANGED);
        assertThat(last.agentStatus()).isEqualTo("offline");
        assertThat(play.features.agentSessions.heartbeats(Map.of(agent.id(), 1L, heard.id(), 1L)))
                .containsExactly(agent.id());
    }

    @Test
    void attemptThatStandsStillIsEndedAndItsLogSaysWhy() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        String longAgo = "update attempt set last_progress_at = now() - interval '61 minutes' where id = ?";
        play.sql.execute(longAgo, attempt.id().value());
        play.features.attemptReports.step(
                agent,
                attempt.id(),
                attempt.lease(),
                new AttemptStep(Step.GENERATE, StepState.STARTED, AttemptFixture.AT, null, null));
        sweep.run();
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.RUNNING);
        play.sql.execute(longAgo, attempt.id().value());
        sweep.run();
        play.advance(job);
        assertThat(play.now(job).failure())
                .isEqualTo(new Failure(
                        FailureClass.STUCK, Step.GENERATE, "Neither the log nor the steps moved on for 60 minutes."));
        assertThat(play.features.logs.after(play.organization, attempt.id().value(), 0, 10, 10_000))
                .last()
                .returns("Neither the log nor the steps moved on for 60 minutes.", LogLine::text);
    }

    @Test
    void jobThatNobodyMovedOnIsWokenOnceHoweverLongTemporalIsAway() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        play.features.attemptReports.result(
                agent, attempt.id(), attempt.lease(), new AttemptOutcome.Cancelled(), new FinalLog(0, null));
        play.sql.execute("delete from outbox");
        sweep.run();
        assertThat(play.sql.count("outbox")).isZero();
        play.sql.execute(
                "update attempt set ended_at = now() - interval '31 seconds' where id = ?",
                attempt.id().value());
        for (int round = 0; round < 5; round++) {
            sweep.run();
        }
        assertThat(play.sql.column(
                        String.class,
                        "select kind from outbox where job_id = ?",
                        job.id().value()))
                .containsExactly("wake_workflow");
        assertThat(play.features
                        .events
                        .after(play.organization, EventFilter.job(job.id().value()), 0, 100)
                        .events())
                .filteredOn(event -> event.type() == EventType.JOB_RECOVERED)
                .singleElement()
                .returns(1, Event::attempt);
        play.features.jobRecovery.wakeAll();
        assertThat(play.sql.count("outbox where job_id = ?", job.id().value())).isEqualTo(1);
    }

    @Test
    void rowThatCannotBeActedOnKeepsNoOtherWaiting() {
        Job broken = play.job("broken");
        Job fine = play.job("fine");
        Attempt first = play.claim(broken);
        Attempt second = play.claim(fine);
        play.sql.execute(
                "update job set status = 'failed' where id = ?", broken.id().value());
        play.expireOffer(first);
        play.expireOffer(second);
        sweep.run();
        assertThat(play.status(fine)).isEqualTo(JobStatus.QUEUED);
        assertThat(play.features.attempts.latest(play.organization, broken.id()))
                .contains(play.latest(broken));
    }

    @Test
    void manyRowsAreSweptInRounds() {
        List<AgentIdentity> agents = List.of(play.agent(64), play.agent(64));
        for (int number = 0; number < 120; number++) {
            play.claim(play.job("job " + number));
        }
        play.sql.execute("update attempt set offer_expires_at = now() - interval '1 second' where status = 'offered'");
        sweep.run();
        sweep.run();
        assertThat(agents)
                .allSatisfy(one -> assertThat(play.features
                                .agents
                                .find(play.organization, one.id())
                                .runningCount())
                        .isZero());
        assertThat(play.features.queues.overview(play.organization))
                .extracting("queuedCount")
                .containsExactly(0, 120);
    }

    private AgentStatus status(AgentIdentity identity) {
        return play.features.agents.find(play.organization, identity.id()).status();
    }

    private int position(Job job) {
        return play.features
                .queues
                .position(play.organization, job.id().value())
                .orElseThrow();
    }
}
