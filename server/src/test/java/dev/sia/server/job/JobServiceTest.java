package dev.sia.server.job;

import static dev.sia.server.TestFeatures.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobServiceTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final String ROCKET = "\uD83D\uDE80";

    private TestFeatures world;
    private JobService jobs;
    private OrganizationId organization;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        jobs = world.features.jobs;
        organization = world.organization();
    }

    @Test
    void titleIsThePromptsFirstLineCutBetweenCharacters() {
        assertThat(create(null, "\n  First line \nsecond").title()).isEqualTo("First line");
        assertThat(create(null, ROCKET.repeat(201)).title()).isEqualTo(ROCKET.repeat(200));
        assertThat(create(null, "x".repeat(199) + ROCKET + "y").title()).isEqualTo("x".repeat(199) + ROCKET);
        assertThat(create(null, "x".repeat(200)).title()).isEqualTo("x".repeat(200));
        assertThat(create(null, "a\tb\u001b[1mc\u2028next").title()).isEqualTo("a b [1mc");
        assertThat(create(null, "\u0001\nsecond").title()).isEqualTo("second");
        assertThat(create(null, "\u0001").title()).isEqualTo("Untitled");
        assertThat(create("  Mine ", "p").title()).isEqualTo("Mine");
    }

    @Test
    void newJobIsFilledWithDefaults() {
        Job job = jobs.create(
                organization,
                ADA,
                new CreateJob(
                        null,
                        "p",
                        new Repository("/srv/app", "main"),
                        List.of(Step.VERIFY, Step.PREPARE, Step.GENERATE),
                        List.of("b", "a", "b"),
                        JobPriority.URGENT,
                        JobLimits.ofAttempt(77)),
                null);
        assertThat(job.jobSteps()).containsExactly(Step.PREPARE, Step.GENERATE, Step.VERIFY);
        assertThat(job.labels()).containsExactly("a", "b");
        assertThat(job.jobPriority()).isEqualTo(JobPriority.URGENT);
        assertThat(job.attemptTimeoutSeconds()).isEqualTo(77);
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.workflowStarted()).isFalse();
        Job plain = create(null, "p");
        assertThat(plain.jobSteps()).containsExactly(Step.values());
        assertThat(plain.attemptTimeoutSeconds()).isEqualTo(3600);
        assertThat(plain.workBranch()).isEqualTo("sia/" + plain.id());
    }

    @Test
    void jobsOfOthersDoNotExist() {
        Job job = create(null, "p");
        OrganizationId other = world.organization();
        assertRefused(() -> jobs.find(other, job.id())).isEqualTo(ErrorCode.NOT_FOUND);
        assertRefused(() -> jobs.cancel(other, ADA, job.id(), null)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(jobs.list(other, new JobQuery(List.of(), true, null, 10))).isEmpty();
        assertThat(jobs.find(organization, job.id()).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void listIsPagedInBothDirectionsAndFiltered() {
        List<JobId> ids = IntStream.range(0, 5)
                .mapToObj(number -> create(null, "job " + number).id())
                .toList();
        jobs.cancel(organization, ADA, ids.get(1), null);
        assertThat(page(List.of(), false, null, 3)).isEqualTo(ids.subList(0, 3));
        assertThat(page(List.of(), false, ids.get(2), 3)).isEqualTo(ids.subList(3, 5));
        assertThat(page(List.of(), true, ids.get(2), 3))
                .isEqualTo(ids.subList(0, 2).reversed());
        assertThat(page(List.of(JobStatus.CANCELLED, JobStatus.FAILED), false, null, 3))
                .containsExactly(ids.get(1));
    }

    @Test
    void sameKeyAndWishIsOneJobHoweverManyAskAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<JobId> create = () -> jobs.create(organization, ADA, TestFeatures.wish("same"), "key")
                    .id();
            List<Future<JobId>> created = threads.invokeAll(
                    IntStream.range(0, 12).mapToObj(number -> create).toList());
            assertThat(created)
                    .extracting(Future::resultNow)
                    .containsOnly(created.getFirst().resultNow());
        }
        TestSql sql = new TestSql(postgres.database());
        assertThat(sql.count("job where organization_id = ?", organization.value()))
                .isEqualTo(1);
        assertThat(world.features.events.head(organization)).isEqualTo(1);
        assertThat(world.features.queues.overview(organization))
                .extracting("queuedCount")
                .containsExactly(0, 1);
    }

    @Test
    void sameKeyForAnotherWishIsRefused() {
        jobs.create(organization, ADA, TestFeatures.wish("one"), "key");
        assertRefused(() -> jobs.create(organization, ADA, TestFeatures.wish("two"), "key"))
                .isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void keyBelongsToItsCallerAndOrganization() {
        CreateJob wish = TestFeatures.wish("p");
        JobId mine = jobs.create(organization, ADA, wish, "key").id();
        JobId bobs =
                jobs.create(organization, Actor.user("bob", null), wish, "key").id();
        JobId elsewhere = jobs.create(world.organization(), ADA, wish, "key").id();
        assertThat(List.of(mine, bobs, elsewhere)).doesNotHaveDuplicates();
    }

    @Test
    void oldKeysAreForgotten() {
        JobId first =
                jobs.create(organization, ADA, TestFeatures.wish("p"), "old").id();
        new TestSql(postgres.database())
                .execute("update idempotency_key set created_at = now() - interval '49 hours' where key = 'old'");
        world.features.jobRecovery.deleteOldIdempotencyKeys();
        assertThat(jobs.create(organization, ADA, TestFeatures.wish("p"), "old").id())
                .isNotEqualTo(first);
    }

    @Test
    void cancellingTwiceIsCancellingOnce() {
        Job job = create(null, "p");
        Job cancelled = jobs.cancel(organization, ADA, job.id(), "first");
        long head = world.features.events.head(organization);
        assertThat(jobs.cancel(organization, Actor.user("bob", null), job.id(), "second"))
                .isEqualTo(cancelled);
        assertThat(world.features.events.head(organization)).isEqualTo(head);
        assertThat(world.features.queues.position(organization, job.id().value()))
                .isEmpty();
    }

    @Test
    void reasonThatCannotBeStoredIsAMistakeInTheRequest() {
        Job job = create(null, "p");
        assertRefused(() -> jobs.cancel(organization, ADA, job.id(), "a\0b")).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    private List<JobId> page(List<JobStatus> statuses, boolean newestFirst, @Nullable JobId after, int limit) {
        return jobs.list(organization, new JobQuery(statuses, newestFirst, after, limit)).stream()
                .map(JobSummary::id)
                .toList();
    }

    private Job create(@Nullable String title, String prompt) {
        return jobs.create(
                organization,
                ADA,
                new CreateJob(
                        title,
                        prompt,
                        new Repository("/srv/app", "main"),
                        List.of(),
                        List.of(),
                        JobPriority.NORMAL,
                        JobLimits.DEFAULT),
                null);
    }

    private static org.assertj.core.api.AbstractObjectAssert<?, ErrorCode> assertRefused(ThrowingCallable call) {
        AbstractThrowableAssert<?, ?> refusal = assertThatThrownBy(call);
        return refusal.asInstanceOf(type(DomainException.class)).extracting(DomainException::code);
    }
}
