package dev.sia.server.attempt;

import static dev.sia.server.attempt.AttemptFixture.AT;
import static dev.sia.server.attempt.AttemptFixture.lines;
import static dev.sia.server.attempt.AttemptFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptProgress.Next;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.CancellationStage;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobMapper;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.log.LogAppend;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AttemptReportsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final Publication PUBLICATION = new Publication("sia/x", "abc", "https://example.com/pr/1", 1, 2, 3);
    private static final AttemptStep GENERATING = new AttemptStep(Step.GENERATE, StepState.STARTED, AT, null, null);

    private AttemptFixture play;
    private AttemptReports reports;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        reports = play.features.attemptReports;
        agent = play.agent(1);
    }

    @Test
    void anotherAgentsReportChangesNothing() {
        AgentIdentity other = play.world.enrol(play.organization, "other");
        Attempt offered = play.claim(play.job("job"));
        assertRefused(offered, other, offered.id(), offered.lease());
        reports.accept(agent, offered.id(), offered.lease());
        assertRefused(offered, other, offered.id(), offered.lease());
    }

    @Test
    void anotherLeaseChangesNothing() {
        Attempt offered = play.claim(play.job("job"));
        assertRefused(offered, agent, offered.id(), Lease.generate());
        assertRefused(offered, agent, offered.id(), new Lease(""));
        reports.accept(agent, offered.id(), offered.lease());
        assertRefused(offered, agent, offered.id(), Lease.generate());
    }

    @Test
    void leaseOfALostAttemptChangesNothingNeitherThereNorInTheNextOne() {
        Job job = play.job("job");
        Attempt lost = play.run(job, agent);
        play.expireLease(lost);
        play.features.attemptSweep.run();
        assertRefused(lost, agent, lost.id(), lost.lease());
        play.advance(job);
        Attempt next = play.run(job, agent);
        assertRefused(lost, agent, lost.id(), lost.lease());
        assertRefused(next, agent, next.id(), lost.lease());
    }

    @Test
    void unknownAttemptIsALostOne() {
        Attempt attempt = play.claim(play.job("job"));
        assertRefused(attempt, agent, new AttemptId(UUID.randomUUID()), attempt.lease());
    }

    @Test
    void nothingIsReportedBeforeTheOfferIsAccepted() {
        Attempt offered = play.claim(play.job("job"));
        List<String> before = play.everything(offered);
        assertThat(refusal(() -> reports.step(agent, offered.id(), offered.lease(), GENERATING)))
                .isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
        assertThat(refusal(() -> play.features.attemptLogs.append(agent, offered.id(), offered.lease(), lines(1, 1))))
                .isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
        assertThat(refusal(() -> reports.result(
                        agent, offered.id(), offered.lease(), new AttemptOutcome.Cancelled(), new FinalLog(0, null))))
                .isEqualTo(ErrorCode.LEASE_LOST);
        assertThat(play.everything(offered)).isEqualTo(before);
    }

    @Test
    void everyReportTwiceIsTheReportOnce() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        twice(attempt, () -> reports.accept(agent, attempt.id(), attempt.lease()));
        twice(attempt, () -> reports.step(agent, attempt.id(), attempt.lease(), GENERATING));
        AttemptStep generated = new AttemptStep(Step.GENERATE, StepState.SUCCEEDED, AT, AT.plusSeconds(5), 0);
        twice(attempt, () -> reports.step(agent, attempt.id(), attempt.lease(), generated));
        twice(attempt, () -> reports.step(agent, attempt.id(), attempt.lease(), GENERATING));
        assertThat(play.features.attempts.steps(play.organization, attempt.id()))
                .containsExactly(generated);
        play.features.jobs.cancel(play.organization, TestFeatures.ADA, job.id(), "enough");
        twice(attempt, () -> reports.cancelAcknowledged(agent, attempt.id(), attempt.lease()));
        assertThat(stage(job)).isEqualTo(CancellationStage.DELIVERED);
        twice(
                attempt,
                () -> assertThat(reports.result(
                                agent,
                                attempt.id(),
                                attempt.lease(),
                                new AttemptOutcome.Succeeded(PUBLICATION),
                                new FinalLog(0, null)))
                        .isZero());
        play.advance(job);
        twice(
                attempt,
                () -> reports.result(
                        agent,
                        attempt.id(),
                        attempt.lease(),
                        new AttemptOutcome.Succeeded(PUBLICATION),
                        new FinalLog(0, null)));
        twice(attempt, () -> reports.cancelAcknowledged(agent, attempt.id(), attempt.lease()));
        assertThat(play.status(job)).isEqualTo(JobStatus.CANCELLED);
        assertThat(play.now(job).publication()).isEqualTo(PUBLICATION);
        assertThat(stage(job)).isEqualTo(CancellationStage.STOPPED);
    }

    @Test
    void resultWaitsForTheWholeLog() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        AttemptOutcome outcome = new AttemptOutcome.Succeeded(PUBLICATION);
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), lines(1, 2));
        assertThat(reports.result(agent, attempt.id(), attempt.lease(), outcome, new FinalLog(3, null)))
                .isEqualTo(2);
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.RUNNING);
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), lines(3, 3));
        assertThat(reports.result(agent, attempt.id(), attempt.lease(), outcome, new FinalLog(3, null)))
                .isEqualTo(3);
        assertThat(play.latest(job))
                .returns(AttemptStatus.SUCCEEDED, Attempt::status)
                .returns(true, Attempt::logComplete)
                .returns(PUBLICATION, Attempt::publication);
        assertThat(play.advance(job)).isEqualTo(new Next.Over());
        assertThat(play.status(job)).isEqualTo(JobStatus.IN_REVIEW);
    }

    @Test
    void logWithAnotherDigestIsNotComplete() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        LogBatch written = lines(1, 3);
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), written);
        LogDigest right = play.latest(job).logDigest();
        assertThat(right)
                .isEqualTo(LogAppend.of(attempt.id().value(), LogDigest.EMPTY, written)
                        .digest());
        reports.result(
                agent,
                attempt.id(),
                attempt.lease(),
                new AttemptOutcome.Cancelled(),
                new FinalLog(
                        3, LogAppend.of(attempt.id().value(), right, written).digest()));
        assertThat(play.latest(job)).returns(false, Attempt::logComplete).returns(3L, Attempt::lastLogSeq);
    }

    @Test
    void logWithTheSameDigestIsComplete() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), lines(1, 3));
        FinalLog written = new FinalLog(3, play.latest(job).logDigest());
        reports.result(agent, attempt.id(), attempt.lease(), new AttemptOutcome.Cancelled(), written);
        assertThat(play.latest(job)).returns(true, Attempt::logComplete);
    }

    @Test
    void rejectingWhatRunsChangesNothing() {
        Attempt attempt = play.run(play.job("job"), agent);
        twice(attempt, () -> reports.reject(agent, attempt.id(), attempt.lease(), "too late"));
        assertThat(play.latest(play.features.jobs.find(play.organization, attempt.jobId()))
                        .status())
                .isEqualTo(AttemptStatus.RUNNING);
    }

    @Test
    void rejectedOfferOfACancelledJobEndsTheJob() {
        Job job = play.job("job");
        Attempt attempt = play.claim(job);
        play.features.jobs.cancel(play.organization, TestFeatures.ADA, job.id(), null);
        assertThat(play.status(job)).isEqualTo(JobStatus.IN_PROGRESS);
        reports.reject(agent, attempt.id(), attempt.lease(), "busy");
        assertThat(play.status(job)).isEqualTo(JobStatus.CANCELLED);
    }

    /** Storing a result inserts a row that refers to the job; it must not wait for who holds the job, maybe for it. */
    @Test
    void resultDoesNotWaitForTheJobsLock() throws Exception {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        Failure failure = new Failure(FailureClass.TOOL, Step.GENERATE, "exit code 1");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            postgres.database().runAcrossOrganizations(tx -> {
                tx.mapper(JobMapper.class).lock(job.id());
                try {
                    threads.submit(() -> reports.result(
                                    agent,
                                    attempt.id(),
                                    attempt.lease(),
                                    new AttemptOutcome.Failed(failure),
                                    new FinalLog(0, null)))
                            .get(20, TimeUnit.SECONDS);
                } catch (Exception blocked) {
                    throw new AssertionError("The result waits for the job", blocked);
                }
            });
        }
        assertThat(play.latest(job).failure()).isEqualTo(failure);
    }

    private CancellationStage stage(Job job) {
        return Objects.requireNonNull(play.now(job).cancellation()).stage();
    }

    private void twice(Attempt attempt, Runnable report) {
        report.run();
        List<String> after = play.everything(attempt);
        report.run();
        assertThat(play.everything(attempt)).isEqualTo(after);
    }

    private void assertRefused(Attempt watched, AgentIdentity by, AttemptId id, Lease lease) {
        List<String> before = play.everything(watched);
        everyReport(by, id, lease).forEach((name, report) -> {
            assertThat(refusal(report)).as(name).isEqualTo(ErrorCode.LEASE_LOST);
            assertThat(play.everything(watched)).as(name).isEqualTo(before);
        });
    }

    private Map<String, ThrowingCallable> everyReport(AgentIdentity by, AttemptId id, Lease lease) {
        Map<String, ThrowingCallable> all = new LinkedHashMap<>();
        all.put("accept", () -> reports.accept(by, id, lease));
        all.put("reject", () -> reports.reject(by, id, lease, "no"));
        all.put("step", () -> reports.step(by, id, lease, GENERATING));
        all.put("append", () -> play.features.attemptLogs.append(by, id, lease, lines(1, 3)));
        all.put("cancelAcknowledged", () -> reports.cancelAcknowledged(by, id, lease));
        all.put(
                "success",
                () -> reports.result(by, id, lease, new AttemptOutcome.Succeeded(PUBLICATION), new FinalLog(0, null)));
        all.put(
                "cancelled",
                () -> reports.result(by, id, lease, new AttemptOutcome.Cancelled(), new FinalLog(0, null)));
        return all;
    }
}
