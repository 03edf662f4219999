package dev.sia.server.attempt;

import static dev.sia.server.TestFeatures.ADA;
import static dev.sia.server.attempt.AttemptFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.Features;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventType;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobChanges;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobRevision;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.job.RevisionKind;
import dev.sia.server.job.UpdateJob;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do with jobs that are there, on real features with an agent that the test plays. */
class JobChangesTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final Actor BOB = Actor.user("bob", "bob@example.com");
    private static final ExpectedVersion ANY = new ExpectedVersion.Any();
    private static final Review REVIEW = new Review(List.of(new ReviewComment("a.py", 3, "No.")));

    private AttemptFixture play;
    private JobChanges changes;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        changes = play.features.jobChanges;
        agent = play.agent(2, "linux");
    }

    private Job update(Job job, UpdateJob wish, ExpectedVersion expected) {
        return changes.update(play.organization, BOB, job.id(), wish, expected);
    }

    private static UpdateJob prompt(String text) {
        return new UpdateJob(null, text, null, null, null, null, null, null, null);
    }

    private static UpdateJob priority(JobPriority priority) {
        return new UpdateJob(null, null, null, priority, null, null, null, null, null);
    }

    /** Has the agent run the job to its end. */
    private void finish(Job job, AttemptOutcome outcome) {
        Attempt attempt = play.run(job, agent);
        play.features.attemptReports.result(agent, attempt.id(), attempt.lease(), outcome, new FinalLog(0, null));
        play.advance(job);
    }

    private Job retry(Job job, @Nullable String prompt) {
        Job again = changes.retry(play.organization, BOB, job.id(), prompt);
        play.world.startWorkflows(job.id());
        return again;
    }

    private Job rework(Job job, @Nullable String prompt) {
        Job again = changes.rework(play.organization, BOB, job.id(), REVIEW, prompt);
        play.world.startWorkflows(job.id());
        return again;
    }

    private AttemptOffer lastOffer() {
        return List.copyOf(play.world.gateway.offers).getLast();
    }

    private Job inReview(String prompt) {
        Job job = play.job(prompt);
        finish(job, new AttemptOutcome.Succeeded(new Publication("sia/" + job.id(), "abc", null, 1, 1, 0)));
        return job;
    }

    private Job failed(String prompt) {
        Job job = play.job(prompt);
        finish(job, new AttemptOutcome.Failed(new Failure(FailureClass.TOOL, null, "It failed.")));
        return job;
    }

    @Test
    void changesWhatIsNamedAndNothingElse() {
        Job job = play.job("Do it.");
        Job changed = update(
                job,
                new UpdateJob(
                        " New title ",
                        "Do it well.",
                        List.of("b", "a", "b"),
                        JobPriority.HIGH,
                        60,
                        30,
                        90,
                        7,
                        List.of(FailureClass.TOOL)),
                ANY);

        assertThat(changed)
                .returns("New title", Job::title)
                .returns("Do it well.", Job::prompt)
                .returns(List.of("a", "b"), Job::labels)
                .returns(JobPriority.HIGH, Job::jobPriority)
                .returns(60, Job::attemptTimeoutSeconds)
                .returns(30, Job::stepTimeoutSeconds)
                .returns(90, Job::jobTimeoutSeconds)
                .returns(7, Job::maxAttempts)
                .returns(List.of("tool"), Job::retryOn)
                .returns(job.version() + 1, Job::version);
        Job again = update(job, new UpdateJob(null, null, List.of(), null, null, 0, 0, null, List.of()), ANY);
        assertThat(again)
                .returns("New title", Job::title)
                .returns("Do it well.", Job::prompt)
                .returns(List.of(), Job::labels)
                .returns(JobPriority.HIGH, Job::jobPriority)
                .returns(60, Job::attemptTimeoutSeconds)
                .returns(null, Job::stepTimeoutSeconds)
                .returns(null, Job::jobTimeoutSeconds)
                .returns(7, Job::maxAttempts)
                .returns(List.of(), Job::retryOn);
        assertThat(updates())
                .extracting(Event::reason)
                .containsExactly(
                        "Changed: title, prompt, labels, priority, attempt timeout, step timeout, job timeout, attempts,"
                                + " retried failures.",
                        "Changed: labels, step timeout, job timeout, retried failures.");
    }

    private List<Event> updates() {
        return play.events().stream()
                .filter(event -> event.type() == EventType.JOB_UPDATED)
                .toList();
    }

    @Test
    void whatChangesNothingIsNoChange() {
        Job job = play.job("Do it.");
        assertThat(update(job, prompt("Do it."), ANY)).isEqualTo(play.now(job));
        assertThat(updates()).isEmpty();
    }

    @Test
    void somebodyElsesChangeIsNotOverwritten() {
        Job job = play.job("Do it.");
        ExpectedVersion read = new ExpectedVersion.OneOf(Set.of(job.version()));
        Job first = update(job, prompt("One."), read);

        DomainException refused = catchThrowableOfType(DomainException.class, () -> update(job, prompt("Two."), read));
        assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refused.currentVersion()).contains(first.version());
        assertThat(play.now(job)).isEqualTo(first);
    }

    @Test
    void theStartOfItsWorkflowIsNoChangeOfAJob() {
        Job job = play.job("Do it.");
        play.sql.execute(
                "update job set workflow_started = false where id = ?", job.id().value());
        play.world.startWorkflows(job.id());
        assertThat(play.now(job)).returns(true, Job::workflowStarted).returns(job.version(), Job::version);
    }

    @Test
    void newPriorityPutsItBehindItsEqualsAndCountsAsAChangeOfTheQueue() {
        Job high = play.job("high", JobPriority.HIGH, "linux");
        Job first = play.job("first");
        Job second = play.job("second");
        update(first, priority(JobPriority.HIGH), ANY);
        update(high, prompt("still high"), ANY);

        assertThat(play.features.queues.position(play.organization, high.id().value()))
                .hasValue(1);
        assertThat(play.features.queues.position(play.organization, first.id().value()))
                .hasValue(2);
        assertThat(play.features.queues.position(play.organization, second.id().value()))
                .hasValue(3);
        assertThat(updates()).extracting(Event::queue).containsExactly("backlog", null);
        assertThat(queueVersion("backlog")).isEqualTo(2);
        assertThat(queueVersion("rework")).isEqualTo(1);
        update(first, priority(JobPriority.NORMAL), ANY);
        assertThat(play.features.queues.position(play.organization, first.id().value()))
                .hasValue(3);
    }

    private long queueVersion(String name) {
        return play.sql
                .column(
                        Long.class,
                        "select version from queue where organization_id = ? and name = ?",
                        play.organization.value(),
                        name)
                .getFirst();
    }

    @Test
    void onlyAWaitingJobCanBeChanged() {
        Job running = play.job("running");
        play.run(running, agent);
        assertThat(refusal(() -> update(running, prompt("x"), ANY))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(refusal(() -> update(running, prompt("x"), new ExpectedVersion.OneOf(Set.of(99L)))))
                .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(refusal(() -> update(running, new UpdateJob(null, null, null, null, null, 9, 5, null, null), ANY)))
                .isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(refusal(() ->
                        update(running, new UpdateJob(null, null, null, null, null, null, null, null, null), ANY)))
                .isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void failedJobIsTriedAgainWithFreshTries() {
        Job other = play.job("other", JobPriority.NORMAL, "gpu");
        Job job = failed("Do it.");
        play.sql.execute("delete from outbox where job_id = ?", job.id().value());
        Job again = retry(job, "Do it well.");

        assertThat(again)
                .returns(JobStatus.QUEUED, Job::status)
                .returns(QueueName.BACKLOG, Job::queue)
                .returns("Do it well.", Job::prompt)
                .returns(null, Job::failure)
                .returns(null, Job::finishedAt)
                .returns(1, Job::attemptCount)
                .returns(1, Job::attemptsBefore)
                .returns(false, Job::workflowStarted);
        assertThat(play.features.queues.position(play.organization, job.id().value()))
                .hasValue(2);
        assertThat(play.features.queues.position(play.organization, other.id().value()))
                .hasValue(1);
        assertThat(play.sql.column(
                        String.class,
                        "select kind from outbox where job_id = ?",
                        job.id().value()))
                .containsExactly("wake_workflow");
        for (int number = 2; number <= 4; number++) {
            assertThat(play.status(job)).isEqualTo(JobStatus.QUEUED);
            finish(job, new AttemptOutcome.Failed(new Failure(FailureClass.AGENT, null, "Disk full.")));
            assertThat(play.latest(job).number()).isEqualTo(number);
            assertThat(play.now(job).avoidAgentId()).isEqualTo(agent.id().value());
        }
        assertThat(play.status(job)).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void cancelledJobIsTriedAgainWithoutItsCancellation() {
        Job job = play.job("Do it.");
        play.features.jobs.cancel(play.organization, ADA, job.id(), "oops");
        Job again = retry(job, null);

        assertThat(again)
                .returns(JobStatus.QUEUED, Job::status)
                .returns(null, Job::cancellation)
                .returns("Do it.", Job::prompt);
        finish(job, new AttemptOutcome.Succeeded(null));
        assertThat(play.status(job)).isEqualTo(JobStatus.IN_REVIEW);
    }

    @Test
    void reworkIsServedFirstWithTheReviewInThePromptFromThePublishedBranch() {
        Job job = inReview("Do it.");
        Job urgent = play.job("urgent", JobPriority.URGENT, "linux");
        Job back = rework(job, null);

        assertThat(back)
                .returns(JobStatus.QUEUED, Job::status)
                .returns(QueueName.REWORK, Job::queue)
                .returns("Do it.", Job::prompt);
        assertThat(back.publication()).isNotNull();
        Attempt attempt = play.claim(job);
        AttemptOffer offer = lastOffer();
        assertThat(offer.attemptId()).isEqualTo(attempt.id());
        assertThat(offer.work())
                .returns(true, AttemptOffer.Work::continueWorkBranch)
                .returns(REVIEW, AttemptOffer.Work::review);
        assertThat(offer.work().prompt()).startsWith("Do it.\n\n").endsWith("1. a.py, line 3: No.\n");
        assertThat(play.status(urgent)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void failedReworkKeepsWhatWasPublishedAndWhatWasAskedFor() {
        Job job = inReview("Do it.");
        Publication published = play.now(job).publication();
        rework(job, "Do it better.");
        finish(job, new AttemptOutcome.Failed(new Failure(FailureClass.VERIFICATION, null, "Red.")));

        assertThat(play.now(job)).returns(JobStatus.FAILED, Job::status).returns(published, Job::publication);
        retry(job, null);
        play.claim(job);
        assertThat(lastOffer().work())
                .returns(true, AttemptOffer.Work::continueWorkBranch)
                .returns(REVIEW, AttemptOffer.Work::review);
    }

    @Test
    void everythingThatWasAskedIsKept() {
        Job job = play.job("One.");
        assertThat(revisions(job)).containsExactly(revision(1, RevisionKind.CREATED, "One.", Review.NONE, ADA));
        update(job, prompt("Two."), ANY);
        update(job, priority(JobPriority.LOW), ANY);
        play.features.jobs.cancel(play.organization, ADA, job.id(), null);
        retry(job, null);
        finish(job, new AttemptOutcome.Succeeded(null));
        changes.rework(play.organization, BOB, job.id(), REVIEW, "Three.");

        assertThat(revisions(job))
                .containsExactly(
                        revision(1, RevisionKind.CREATED, "One.", Review.NONE, ADA),
                        revision(2, RevisionKind.UPDATED, "Two.", Review.NONE, BOB),
                        revision(3, RevisionKind.RETRY, "Two.", Review.NONE, BOB),
                        revision(4, RevisionKind.REWORK, "Three.", REVIEW, BOB));
        assertThat(play.features.jobRevisions.list(play.now(job), 2, 1))
                .extracting(JobRevision::number)
                .containsExactly(3);
        assertThat(play.features.jobRevisions.list(play.now(job), 4, 1)).isEmpty();
    }

    private record Asked(int number, RevisionKind kind, String prompt, Review comments, Actor actor) {}

    private static Asked revision(int number, RevisionKind kind, String prompt, Review comments, Actor actor) {
        return new Asked(number, kind, prompt, comments, actor);
    }

    private List<Asked> revisions(Job job) {
        return play.features.jobRevisions.list(play.now(job), 0, 100).stream()
                .map(kept -> new Asked(kept.number(), kept.kind(), kept.prompt(), kept.comments(), kept.actor()))
                .toList();
    }

    @Test
    void reviewedWorkIsCompletedAndPutAway() {
        Job job = inReview("Do it.");
        assertThat(changes.complete(play.organization, BOB, job.id()).status()).isEqualTo(JobStatus.COMPLETED);
        Job archived = changes.archive(play.organization, BOB, job.id());

        assertThat(archived.status()).isEqualTo(JobStatus.ARCHIVED);
        assertThat(archived.publication()).isNotNull();
        assertThat(play.events())
                .filteredOn(event -> event.type() == EventType.JOB_STATUS_CHANGED)
                .extracting(Event::jobStatus, Event::actor)
                .endsWith(
                        org.assertj.core.groups.Tuple.tuple("completed", BOB),
                        org.assertj.core.groups.Tuple.tuple("archived", BOB));
    }

    @Test
    void whatTheTableDoesNotHaveIsRefusedNamingTheStatus() {
        Job queued = play.job("queued", JobPriority.NORMAL, "gpu");
        Job archived = inReview("p");
        changes.complete(play.organization, BOB, archived.id());
        changes.archive(play.organization, BOB, archived.id());

        assertRefused(queued, "queued");
        assertRefused(archived, "archived");
        Job failed = failed("p");
        assertThat(refusal(() -> changes.rework(play.organization, BOB, failed.id(), REVIEW, null)))
                .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        long head = play.features.events.head(play.organization);
        assertThat(refusal(() -> changes.complete(play.organization, BOB, failed.id())))
                .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(play.features.events.head(play.organization)).isEqualTo(head);
    }

    private void assertRefused(Job job, String status) {
        for (var call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> changes.retry(play.organization, BOB, job.id(), null),
                () -> changes.rework(play.organization, BOB, job.id(), REVIEW, null),
                () -> changes.complete(play.organization, BOB, job.id()),
                () -> changes.archive(play.organization, BOB, job.id()))) {
            DomainException refused = catchThrowableOfType(DomainException.class, call);
            assertThat(refused.code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
            assertThat(refused.currentStatus()).contains(status);
        }
    }

    @Test
    void anotherOrganizationsJobDoesNotExist() {
        Job job = failed("p");
        OrganizationId other = play.world.organization();
        for (var call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> changes.update(other, BOB, job.id(), prompt("x"), ANY),
                () -> changes.retry(other, BOB, job.id(), null),
                () -> changes.rework(other, BOB, job.id(), REVIEW, null),
                () -> changes.complete(other, BOB, job.id()),
                () -> changes.archive(other, BOB, job.id()),
                () -> play.features.hints.give(other, BOB, job.id(), "x"))) {
            assertThat(refusal(call)).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void commentsAreCheckedWithTheirPlaces() {
        Job job = inReview("p");
        assertThat(mistakes(job, new ReviewComment(null, 3, "x"))).containsExactly("/comments/0/line");
        assertThat(mistakes(job, new ReviewComment("a\nb", 3, " ")))
                .containsExactly("/comments/0/text", "/comments/0/file");
        assertThat(mistakes(job, new ReviewComment(null, null, "a\0"))).containsExactly("/comments/0/text");
    }

    private List<String> mistakes(Job job, ReviewComment comment) {
        @Nullable
        DomainException refused = catchThrowableOfType(
                DomainException.class,
                () -> changes.rework(play.organization, BOB, job.id(), new Review(List.of(comment)), null));
        return refused.details().stream().map(mistake -> mistake.pointer()).toList();
    }
}
