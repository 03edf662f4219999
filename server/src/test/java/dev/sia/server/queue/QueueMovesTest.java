package dev.sia.server.queue;

import static dev.sia.server.queue.QueueFixture.refused;
import static dev.sia.server.queue.QueueFixture.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventType;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobPriority;
import dev.sia.server.organization.OrganizationId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueMovesTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private QueueFixture play;

    @BeforeEach
    void start() {
        play = new QueueFixture(postgres.database());
    }

    @Test
    void movesToTheHeadTheTailBeforeAndBehind() {
        UUID a = play.job("a");
        UUID b = play.job("b");
        UUID c = play.job("c");
        UUID d = play.job("d");

        play.move(c, new MoveTarget.Head());
        assertThat(play.order()).containsExactly("c", "a", "b", "d");
        play.move(a, new MoveTarget.Tail());
        assertThat(play.order()).containsExactly("c", "b", "d", "a");
        play.move(a, new MoveTarget.Before(b));
        assertThat(play.order()).containsExactly("c", "a", "b", "d");
        play.move(c, new MoveTarget.After(b));
        assertThat(play.order()).containsExactly("a", "b", "c", "d");
        play.move(b, new MoveTarget.After(d));
        assertThat(play.order()).containsExactly("a", "c", "d", "b");
        play.move(b, new MoveTarget.Before(a));
        assertThat(play.order()).containsExactly("b", "a", "c", "d");
        play.move(b, new MoveTarget.Before(a));
        assertThat(play.order()).containsExactly("b", "a", "c", "d");
        play.job("e");
        assertThat(play.order()).containsExactly("b", "a", "c", "d", "e");
    }

    @Test
    void aMoveStaysAmongTheJobsOfItsPriority() {
        UUID normal = play.job("normal");
        play.job("urgent", JobPriority.URGENT);
        play.job("low", JobPriority.LOW);
        UUID other = play.job("other");

        play.move(other, new MoveTarget.Head());
        assertThat(play.order()).containsExactly("urgent", "other", "normal", "low");
        play.move(other, new MoveTarget.Tail());
        assertThat(play.order()).containsExactly("urgent", "normal", "other", "low");
        play.move(other, new MoveTarget.Before(normal));
        assertThat(play.order()).containsExactly("urgent", "other", "normal", "low");
    }

    @Test
    void writesOneRowTheVersionAndOneEvent() {
        UUID a = play.job("a");
        UUID b = play.job("b");
        play.job("c");
        long before = play.backlog().version();
        List<String> others = play.sql.column(
                String.class,
                "select j::text from job j where organization_id = ? and id <> ? order by id",
                play.organization.value(),
                b);
        int events = play.events().size();

        long version = play.move(b, new MoveTarget.Before(a), version(before));

        assertThat(version).isEqualTo(before + 1).isEqualTo(play.backlog().version());
        assertThat(play.sql.column(
                        String.class,
                        "select j::text from job j where organization_id = ? and id <> ? order by id",
                        play.organization.value(),
                        b))
                .isEqualTo(others);
        Event moved = play.events().getLast();
        assertThat(play.events()).hasSize(events + 1);
        assertThat(moved.type()).isEqualTo(EventType.JOB_MOVED);
        assertThat(moved.actor()).isEqualTo(TestFeatures.ADA);
        assertThat(moved.jobId()).isEqualTo(b);
        assertThat(moved.queue()).isEqualTo("backlog");
        assertThat(moved.reason()).isEqualTo("Moved before job " + a + ".");
    }

    @Test
    void createsAndClaimsDoNotChangeTheVersion() {
        long before = play.backlog().version();
        UUID job = play.job("a");
        play.world.attach(play.world.enrol(play.organization, "box"), 1);
        assertThat(play.features.attemptClaims.claim(play.organization, 1)).isOne();
        play.features.jobs.cancel(play.organization, TestFeatures.ADA, new JobId(job), null);
        assertThat(play.backlog().version()).isEqualTo(before);
    }

    @Test
    void aStaleVersionIsToldWhatHappenedSince() {
        UUID a = play.job("a");
        UUID b = play.job("b");
        long seen = play.backlog().version();
        play.move(b, new MoveTarget.Head());
        play.features.queuePauses.pause(
                play.organization, QueueName.BACKLOG, TestFeatures.ADA, new PauseQueue("freeze", null, null));
        play.features.queuePauses.pause(
                play.organization, QueueName.REWORK, TestFeatures.ADA, new PauseQueue("another queue", null, null));
        play.job("noise");

        QueueChangedException stale =
                refused(QueueChangedException.class, () -> play.move(a, new MoveTarget.Head(), version(seen)));

        assertThat(stale.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(stale.currentVersion()).hasValue(seen + 2);
        assertThat(stale.changes())
                .extracting(Event::type)
                .containsExactly(EventType.JOB_MOVED, EventType.QUEUE_PAUSED);
        assertThat(stale.changes().getLast().reason()).isEqualTo("freeze");
        assertThat(play.order()).containsExactly("b", "a", "noise");
        play.move(a, new MoveTarget.Head(), version(seen + 2));
        assertThat(play.order()).containsExactly("a", "b", "noise");
    }

    @Test
    void aVersionThatNeverWasIsRefusedWithoutChangesAndMuchIsCutToTheLast() {
        UUID a = play.job("a");
        for (int times = 0; times < 25; times++) {
            play.move(a, new MoveTarget.Head());
        }
        QueueChangedException future =
                refused(QueueChangedException.class, () -> play.move(a, new MoveTarget.Head(), version(999)));
        QueueChangedException old =
                refused(QueueChangedException.class, () -> play.move(a, new MoveTarget.Head(), version(1)));

        assertThat(future.changes()).isEmpty();
        assertThat(old.changes()).hasSize(20).isEqualTo(play.events().subList(6, 26));
    }

    @Test
    void refusesWhatCannotBe() {
        UUID a = play.job("a");
        UUID b = play.job("b");
        UUID urgent = play.job("urgent", JobPriority.URGENT);
        UUID rework = play.job("rework");
        play.sql.execute("update job set queue = 'rework' where id = ?", rework);
        UUID ended = play.job("ended");
        play.features.jobs.cancel(play.organization, TestFeatures.ADA, new JobId(ended), null);
        UUID foreign = new QueueFixture(postgres.database()).job("foreign");
        int events = play.events().size();

        assertThat(code(a, new MoveTarget.Before(a))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(code(a, new MoveTarget.After(a))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(code(foreign, new MoveTarget.Head())).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(UUID.randomUUID(), new MoveTarget.Head())).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(a, new MoveTarget.Before(foreign))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(a, new MoveTarget.After(UUID.randomUUID()))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(rework, new MoveTarget.Head())).isEqualTo(ErrorCode.DIFFERENT_QUEUE);
        assertThat(code(a, new MoveTarget.Before(rework))).isEqualTo(ErrorCode.DIFFERENT_QUEUE);
        assertThat(code(a, new MoveTarget.After(urgent))).isEqualTo(ErrorCode.DIFFERENT_PRIORITY);
        assertThat(code(ended, new MoveTarget.Tail())).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(code(a, new MoveTarget.Before(ended))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        DomainException over = refused(DomainException.class, () -> play.move(ended, new MoveTarget.Tail()));
        assertThat(over.currentStatus()).hasValue("cancelled");
        DomainException noQueue = refused(
                DomainException.class,
                () -> play.features.queueMoves.move(
                        new OrganizationId(UUID.randomUUID()),
                        QueueName.BACKLOG,
                        TestFeatures.ADA,
                        new MoveJob(b, new MoveTarget.Head()),
                        QueueFixture.ANY));
        assertThat(noQueue.code()).isEqualTo(ErrorCode.NOT_FOUND);

        assertThat(play.events()).hasSize(events);
        assertThat(play.order()).containsExactly("urgent", "a", "b");
    }

    private ErrorCode code(UUID job, MoveTarget target) {
        return refused(DomainException.class, () -> play.move(job, target)).code();
    }

    /** The order of a list that the same moves are made in, among them hundreds into one gap. */
    @Test
    void keepsTheOrderOfAModelThroughTenThousandAdversarialMoves() {
        Random random = new Random(4);
        List<UUID> model = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            model.add(play.job("job " + number));
        }
        int longest = 0;
        for (int round = 0; round < 10_000; round++) {
            moveBoth(random, model, round);
            if (round % 250 == 249) {
                assertThat(ids()).isEqualTo(model);
                longest = Math.max(longest, longestRank());
            }
        }
        assertThat(ids()).isEqualTo(model);
        assertThat(longest).isGreaterThan(50).isLessThanOrEqualTo(Ranks.MOST_DIGITS);
        assertThat(play.sql.column(
                        Long.class,
                        "select count(distinct rank) from job where organization_id = ?",
                        play.organization.value()))
                .containsExactly(40L);
    }

    /** Mostly swaps the two jobs behind the same one, which needs a narrower gap every time. */
    private void moveBoth(Random random, List<UUID> model, int round) {
        boolean adversarial = random.nextInt(100) < 97;
        int anchor = (round / 1_000) % 20;
        UUID job = adversarial ? model.get(anchor + 2) : model.get(random.nextInt(model.size()));
        model.remove(job);
        UUID other = adversarial ? model.get(anchor) : model.get(random.nextInt(model.size()));
        int place = model.indexOf(other);
        switch (adversarial ? 0 : random.nextInt(4)) {
            case 0 -> {
                play.move(job, new MoveTarget.After(other));
                model.add(place + 1, job);
            }
            case 1 -> {
                play.move(job, new MoveTarget.Before(other));
                model.add(place, job);
            }
            case 2 -> {
                play.move(job, new MoveTarget.Head());
                model.addFirst(job);
            }
            default -> {
                play.move(job, new MoveTarget.Tail());
                model.add(job);
            }
        }
    }

    private List<UUID> ids() {
        return play.features.queues.queued(play.organization, QueueName.BACKLOG, null, 1_000).stream()
                .map(QueuedJob::jobId)
                .toList();
    }

    private int longestRank() {
        return play.features.queues.queued(play.organization, QueueName.BACKLOG, null, 1_000).stream()
                .map(QueuedJob::rank)
                .mapToInt(BigDecimal::scale)
                .max()
                .orElseThrow();
    }

    /** Jobs whose ranks leave no room, and many of them: a wider window is spread. */
    @Test
    void spreadsAWiderWindowWhenTheNearestJobsAreCrowdedToo() {
        List<UUID> jobs = IntStream.range(0, 600)
                .mapToObj(number -> play.job("j" + number))
                .toList();
        BigDecimal unit = BigDecimal.ONE.movePointLeft(Ranks.MOST_DIGITS);
        UUID[] ids = jobs.toArray(UUID[]::new);
        BigDecimal[] ranks = IntStream.range(0, ids.length)
                .mapToObj(number -> BigDecimal.valueOf(-2).add(unit.multiply(BigDecimal.valueOf(number))))
                .toArray(BigDecimal[]::new);
        for (int index = 0; index < ids.length; index++) {
            play.sql.execute("update job set rank = ? where id = ?", ranks[index], ids[index]);
        }
        play.sql.execute("update queue set first_rank = -3 where organization_id = ?", play.organization.value());

        play.move(ids[599], new MoveTarget.After(ids[300]));

        List<UUID> expected = new ArrayList<>(Arrays.asList(ids));
        expected.remove(599);
        expected.add(301, ids[599]);
        assertThat(ids()).isEqualTo(expected);
        assertThat(longestRank()).isLessThanOrEqualTo(Ranks.MOST_DIGITS);
        play.move(ids[598], new MoveTarget.After(ids[300]));
        expected.remove(ids[598]);
        expected.add(301, ids[598]);
        assertThat(ids()).isEqualTo(expected);
    }

    @Test
    void concurrentMovesAndCreatesKeepEveryJobOnce() throws Exception {
        List<UUID> jobs = IntStream.range(0, 10)
                .mapToObj(number -> play.job("j" + number))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                running.add(threads.submit(() -> {
                    for (int round = 0; round < 25; round++) {
                        UUID job = jobs.get(random.nextInt(10));
                        UUID other = jobs.get(random.nextInt(10));
                        play.move(job, job.equals(other) ? new MoveTarget.Head() : new MoveTarget.Before(other));
                        play.job("more");
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(ids()).hasSize(110).doesNotHaveDuplicates().containsAll(jobs);
        assertThat(play.backlog().version()).isEqualTo(101);
    }
}
