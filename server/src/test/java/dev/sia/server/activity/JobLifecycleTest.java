package dev.sia.server.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.Attachment;
import dev.sia.server.attempt.AttemptHint;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.attempt.Hint;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.dispatch.Dispatcher;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.job.CancellationStage;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.job.WorkflowReport;
import dev.sia.server.job.WorkflowReports;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import dev.sia.server.organization.OrganizationId;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Jobs from creation to their end: real PostgreSQL, the real Temporal SDK with its in-process server or any other (see
 * {@link TestTemporal}); the test plays the agents.
 */
@Tag("orchestration")
class JobLifecycleTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final Publication PUBLICATION = new Publication("sia/x", "abc", null, 1, 2, 3);

    private TestFeatures world;
    private TestTemporal temporal;
    private Dispatcher dispatcher;
    private OrganizationId organization;
    private AgentIdentity agent;
    private long session;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        temporal = new TestTemporal(world, postgres.database());
        dispatcher = new Dispatcher(world.features.attemptClaims, world.signals);
        dispatcher.start();
        organization = world.organization();
        agent = world.enrol(organization, "agent");
        session = world.attach(agent, 1).sessionEpoch();
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        // What this test leaves in its queue is not for the next one.
        world.features.agentSessions.disconnect(agent, session, "the test is over");
        temporal.close();
        TestSql sql = new TestSql(postgres.database());
        sql.execute("delete from outbox");
        sql.execute("update job set status = 'failed' where status in ('queued', 'in_progress')");
    }

    @Test
    void jobGoesFromQueueToReview() throws Exception {
        Job job = world.createJob(organization, "Do it");
        AttemptOffer offer = nextOffer(job);
        assertThat(offer.attemptNumber()).isEqualTo(1);
        succeed(offer);
        awaitStatus(job, JobStatus.IN_REVIEW);
        assertThat(find(job).publication()).isEqualTo(PUBLICATION);
        assertThat(find(job).workflowStarted()).isTrue();
        assertThat(eventNumbers()).isEqualTo(LongRange.closed(1, world.features.events.head(organization)));
        assertThat(history(job))
                .hasSizeLessThanOrEqualTo(20)
                .containsOnlyOnce(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    }

    @Test
    void temporalTellsWhereTheRunningAttemptIs() throws Exception {
        Job job = world.createJob(organization, "Observed");
        AttemptOffer offer = runSinceAWhile(job);
        world.features.attemptReports.step(
                agent,
                offer.attemptId(),
                offer.lease(),
                new AttemptStep(Step.GENERATE, StepState.STARTED, Instant.now(), null, null));
        try (AttemptHeartbeats heartbeats =
                new AttemptHeartbeats(temporal.client, world.features.attemptRecovery, TestFeatures.NODE)) {
            heartbeats.start();
            WorkflowReports reports = new TemporalReports(temporal.client);
            await().untilAsserted(() -> assertThat(reports.of(job.id()))
                    .isInstanceOfSatisfying(WorkflowReport.Known.class, known -> {
                        assertThat(known.status()).isEqualTo(WorkflowReport.RunStatus.RUNNING);
                        assertThat(known.pendingActivities()).singleElement().satisfies(pending -> {
                            assertThat(pending.type()).isEqualTo("RunAttempt");
                            assertThat(pending.state()).isEqualTo(WorkflowReport.ActivityState.STARTED);
                            assertThat(pending.attempt()).isEqualTo(1);
                            assertThat(pending.step()).isEqualTo(Step.GENERATE);
                            assertThat(pending.lastHeartbeatAt()).isNotNull();
                        });
                    }));
            assertThat(reports.of(new JobId(UUID.randomUUID()))).isInstanceOf(WorkflowReport.Unknown.class);
        }
    }

    @Test
    void runningAttemptWhoseWorkflowTemporalLostGetsItAgain() throws Exception {
        Job job = world.createJob(organization, "Forgotten");
        AttemptOffer offer = runSinceAWhile(job);
        temporal.close();
        temporal = new TestTemporal(world, postgres.database());
        try (AttemptHeartbeats heartbeats =
                new AttemptHeartbeats(temporal.client, world.features.attemptRecovery, TestFeatures.NODE)) {
            heartbeats.start();
            WorkflowReports reports = new TemporalReports(temporal.client);
            await().untilAsserted(() -> assertThat(reports.of(job.id())).isInstanceOf(WorkflowReport.Known.class));
        }
        assertThat(world.features
                        .events
                        .after(organization, EventFilter.job(job.id().value()), 0, 100)
                        .events())
                .extracting(Event::type)
                .containsOnlyOnce(dev.sia.server.event.EventType.JOB_RECOVERED);
        report(offer, new AttemptOutcome.Succeeded(PUBLICATION));
        awaitStatus(job, JobStatus.IN_REVIEW);
    }

    /** When Temporal is back, what the old workers hold would else wait until Temporal misses it. */
    @Test
    void workersThatAreReplacedEndWhatTheyHaveBegun() throws Exception {
        Job job = world.createJob(organization, "Held");
        runSinceAWhile(job);
        CountDownLatch begun = new CountDownLatch(1);
        Thread replacing = Thread.ofPlatform().unstarted(() -> temporal.replaceWorkers(begun::countDown));
        whileWorkflowsWait(() -> {
            new TemporalCalls(temporal.client, TestTemporal.QUEUE).wake(job.id().value());
            await().until(() -> new TestSql(postgres.database()).waiting() == 1);
            replacing.start();
            await().until(() -> begun.getCount() == 0);
        });
        replacing.join();
        await().untilAsserted(() -> assertThat(historySoFar(job)).contains(EventType.EVENT_TYPE_MARKER_RECORDED));
        assertThat(historySoFar(job)).doesNotContain(EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT);
    }

    /** What a workflow of a running attempt looks at is locked meanwhile. */
    private static void whileWorkflowsWait(Runnable work) {
        postgres.database().runAcrossOrganizations(tx -> {
            try (Statement statement = tx.connection().createStatement()) {
                statement.execute("lock table hint in access exclusive mode");
                work.run();
            } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
            }
        });
    }

    /** Takes the job's attempt, whose activity waits then, and has for longer than quick attempts take. */
    private AttemptOffer runSinceAWhile(Job job) throws InterruptedException {
        AttemptOffer offer = nextOffer(job);
        accept(offer);
        TestSql sql = new TestSql(postgres.database());
        UUID id = offer.attemptId().value();
        await().until(() -> sql.count("attempt where task_token is not null and id = ?", id) == 1);
        sql.execute("update attempt set offered_at = now() - interval '1 minute' where id = ?", id);
        return offer;
    }

    @Test
    void nextJobStartsByItselfWhenThePlaceIsFree() throws Exception {
        Job first = world.createJob(organization, "First");
        Job second = world.createJob(organization, "Second");
        AttemptOffer offer = nextOffer(first);
        assertThat(find(second).status()).isEqualTo(JobStatus.QUEUED);
        succeed(offer);
        succeed(nextOffer(second));
        awaitStatus(second, JobStatus.IN_REVIEW);
    }

    @Test
    void whatPeopleSayReachesTheAgentOfARunningJob() throws Exception {
        Job job = world.createJob(organization, "Steered");
        AttemptOffer offer = nextOffer(job);
        accept(offer);
        Hint hint = world.features.hints.give(organization, TestFeatures.ADA, job.id(), "Use the database.");
        AttemptHint told = Objects.requireNonNull(world.gateway.hints.poll(20, TimeUnit.SECONDS), "no hint");
        assertThat(told)
                .isEqualTo(new AttemptHint(hint.id(), offer.attemptId(), "Use the database.", "ada@example.com"));
        world.features.attemptReports.hintAcknowledged(agent, offer.attemptId(), offer.lease(), hint.id());
        report(offer, new AttemptOutcome.Succeeded(PUBLICATION));
        awaitStatus(job, JobStatus.IN_REVIEW);
        assertThat(world.gateway.hints).isEmpty();
    }

    @Test
    void peopleSendAJobBackAndTryItAgainUntilTheyAreContent() throws Exception {
        Job job = world.createJob(organization, "Reviewed");
        succeed(nextOffer(job));
        awaitStatus(job, JobStatus.IN_REVIEW);
        Review review = new Review(List.of(new ReviewComment("a.py", 3, "No.")));
        world.features.jobChanges.rework(organization, TestFeatures.ADA, job.id(), review, null);
        AttemptOffer second = nextOffer(job);
        assertThat(second.work().review()).isEqualTo(review);
        accept(second);
        report(second, new AttemptOutcome.Failed(new Failure(FailureClass.TOOL, Step.GENERATE, "exit code 1")));
        awaitStatus(job, JobStatus.FAILED);
        world.features.jobChanges.retry(organization, TestFeatures.ADA, job.id(), null);
        AttemptOffer third = nextOffer(job);
        assertThat(third.attemptNumber()).isEqualTo(3);
        assertThat(third.work().review()).isEqualTo(review);
        succeed(third);
        awaitStatus(job, JobStatus.IN_REVIEW);
        world.features.jobChanges.complete(organization, TestFeatures.ADA, job.id());
        assertThat(find(job).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void realFailureEndsTheJobWithItsClassAndMessage() throws Exception {
        Job job = world.createJob(organization, "Fail");
        AttemptOffer offer = nextOffer(job);
        accept(offer);
        Failure failure = new Failure(FailureClass.VERIFICATION, Step.VERIFY, "exit code 1");
        report(offer, new AttemptOutcome.Failed(failure));
        awaitStatus(job, JobStatus.FAILED);
        assertThat(find(job).failure()).isEqualTo(failure);
    }

    @Test
    void infrastructureFailureIsTriedAgainThreeTimes() throws Exception {
        Job job = world.createJob(organization, "Unlucky");
        Failure failure = new Failure(FailureClass.AGENT, null, "disk full");
        for (int number = 1; number <= 3; number++) {
            AttemptOffer offer = nextOffer(job);
            assertThat(offer.attemptNumber()).isEqualTo(number);
            accept(offer);
            report(offer, new AttemptOutcome.Failed(failure));
        }
        awaitStatus(job, JobStatus.FAILED);
        assertThat(find(job).attemptCount()).isEqualTo(3);
    }

    @Test
    void rejectedOfferGoesBackToTheHeadWithoutSpendingAnAttempt() throws Exception {
        Job job = world.createJob(organization, "Rejected");
        AttemptOffer offer = nextOffer(job);
        world.features.attemptReports.reject(agent, offer.attemptId(), offer.lease(), "busy");
        AttemptOffer again = nextOffer(job);
        assertThat(again.attemptNumber()).isEqualTo(1);
        assertThat(again.lease()).isNotEqualTo(offer.lease());
        succeed(again);
        awaitStatus(job, JobStatus.IN_REVIEW);
    }

    @Test
    void queuedJobIsCancelledAtOnce() {
        Job first = world.createJob(organization, "Occupies the agent");
        Job job = world.createJob(organization, "Waits");
        Job cancelled = world.features.jobs.cancel(organization, TestFeatures.ADA, job.id(), "no need");
        assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(stage(cancelled)).isEqualTo(CancellationStage.STOPPED);
        assertThat(first.status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void runningJobIsCancelledThroughItsAgent() throws Exception {
        Job job = world.createJob(organization, "Long");
        AttemptOffer offer = nextOffer(job);
        accept(offer);
        world.features.jobs.cancel(organization, TestFeatures.ADA, job.id(), "too long");
        assertThat(world.gateway.cancels.poll(20, TimeUnit.SECONDS)).isEqualTo(offer.attemptId());
        world.features.attemptReports.cancelAcknowledged(agent, offer.attemptId(), offer.lease());
        assertThat(stage(find(job))).isEqualTo(CancellationStage.DELIVERED);
        assertThat(find(job).status()).isEqualTo(JobStatus.IN_PROGRESS);
        report(offer, new AttemptOutcome.Cancelled());
        awaitStatus(job, JobStatus.CANCELLED);
        assertThat(stage(find(job))).isEqualTo(CancellationStage.STOPPED);
    }

    @Test
    void unansweredOfferOfACancelledJobIsTakenBack() throws Exception {
        Job job = world.createJob(organization, "Offered");
        AttemptOffer offer = nextOffer(job);
        world.features.jobs.cancel(organization, TestFeatures.ADA, job.id(), null);
        awaitStatus(job, JobStatus.CANCELLED);
        assertThat(world.gateway.lost.poll(20, TimeUnit.SECONDS)).isEqualTo(offer.attemptId());
    }

    @Test
    void jobGoesOnWhenTheAgentsNodeIsNoMore() throws Exception {
        world.features.agentSessions.attach(agent, new SessionStart("test", List.of(), 1, "dead-node"), List.of());
        Job job = world.createJob(organization, "Offered by nobody");
        await().until(() -> find(job).status() == JobStatus.IN_PROGRESS);
        Attachment attachment = world.attach(agent, 1);
        session = attachment.sessionEpoch();
        succeed(attachment.offers().getFirst());
        awaitStatus(job, JobStatus.IN_REVIEW);
    }

    @Test
    void jobGoesOnWhenTemporalForgetsEverything() throws Exception {
        Job running = world.createJob(organization, "Running");
        AttemptOffer offer = nextOffer(running);
        accept(offer);
        Job queued = world.createJob(organization, "Queued");
        temporal.close();
        temporal = new TestTemporal(world, postgres.database());
        world.features.jobRecovery.wakeAll();
        succeed(offer);
        awaitStatus(running, JobStatus.IN_REVIEW);
        succeed(nextOffer(queued));
        awaitStatus(queued, JobStatus.IN_REVIEW);
    }

    private AttemptOffer nextOffer(Job job) throws InterruptedException {
        AttemptOffer offer = world.gateway.offers.poll(20, TimeUnit.SECONDS);
        assertThat(offer).isNotNull();
        assertThat(offer.jobId()).isEqualTo(job.id());
        return offer;
    }

    private void accept(AttemptOffer offer) {
        world.features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
    }

    private void succeed(AttemptOffer offer) {
        accept(offer);
        LogLine line = LogLine.of(1, Instant.now(), LogStream.STDOUT, Step.GENERATE, "hello");
        assertThat(world.features.attemptLogs.append(
                        agent, offer.attemptId(), offer.lease(), LogBatch.of(List.of(line))))
                .isEqualTo(1);
        assertThat(world.features.attemptReports.result(
                        agent,
                        offer.attemptId(),
                        offer.lease(),
                        new AttemptOutcome.Succeeded(PUBLICATION),
                        new FinalLog(1, null)))
                .isEqualTo(1);
    }

    private void report(AttemptOffer offer, AttemptOutcome outcome) {
        world.features.attemptReports.result(agent, offer.attemptId(), offer.lease(), outcome, new FinalLog(0, null));
    }

    private static CancellationStage stage(Job job) {
        return Objects.requireNonNull(job.cancellation()).stage();
    }

    private Job find(Job job) {
        return world.features.jobs.find(organization, job.id());
    }

    private void awaitStatus(Job job, JobStatus status) {
        await().untilAsserted(() -> assertThat(find(job).status()).isEqualTo(status));
    }

    private List<Long> eventNumbers() {
        return world.features.events.after(organization, EventFilter.ALL, 0, 1000).events().stream()
                .map(Event::number)
                .toList();
    }

    private List<EventType> history(Job job) {
        WorkflowStub stub = temporal.client.newUntypedWorkflowStub(job.id().workflowId());
        stub.getResult(Void.class);
        return historySoFar(job);
    }

    private List<EventType> historySoFar(Job job) {
        var events = temporal.client.fetchHistory(job.id().workflowId()).getEvents();
        return events.stream().map(HistoryEvent::getEventType).toList();
    }

    /** Numbers in a row. */
    private static final class LongRange {
        static List<Long> closed(long from, long to) {
            return IntStream.rangeClosed((int) from, (int) to)
                    .mapToObj(Long::valueOf)
                    .toList();
        }
    }
}
