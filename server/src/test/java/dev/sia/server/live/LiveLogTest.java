package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.live.Unsubscribed;
import dev.sia.api.model.LogGapReason;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.Features;
import dev.sia.server.TestSql;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveLogTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private LiveServer server;
    private PlayedJob job;
    private LiveClient client;

    @BeforeEach
    void start() {
        server = new LiveServer(postgres.database(), LiveServer.SETTINGS);
        job = new PlayedJob(server.world);
        client =
                server.connect(LiveServer.viewer(job.organization, Instant.now().plusSeconds(3600)));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void subscribe(@Nullable Integer attempt, @Nullable Long afterSeq, @Nullable Boolean follow) {
        client.send(new Subscribe(
                "log", Topic.JOB_LOG, job.organization.value(), job.id.value(), attempt, afterSeq, follow));
    }

    private static List<Long> numbers(List<ServerFrame> frames, int attempt) {
        return frames.stream()
                .filter(frame -> frame instanceof LogBatch batch && batch.attempt() == attempt)
                .flatMap(frame -> ((LogBatch) frame).lines().stream())
                .map(LogLine::getSeq)
                .toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static boolean isLast(ServerFrame frame) {
        return frame instanceof Ended ended && ended.last();
    }

    @Test
    void backlogThenLiveThenTheEnd() {
        job.begin().log(1, 3);
        subscribe(null, null, null);
        assertThat(client.expect(Subscribed.class)).isEqualTo(new Subscribed("log", 1, 3L, 1L));
        LogBatch backlog = client.expect(LogBatch.class);
        assertThat(backlog.lines()).extracting(LogLine::getText).containsExactly("line 1", "line 2", "line 3");
        assertThat(client.expect(CaughtUp.class)).isEqualTo(new CaughtUp("log", 1, 3L));
        job.log(4, 5);
        assertThat(client.expect(LogBatch.class).lines())
                .extracting(LogLine::getText)
                .containsExactly("line 4", "line 5");
        job.succeed();
        assertThat(client.expect(Ended.class)).isEqualTo(new Ended("log", 1, 5L, true, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void nothingIsLostOrTwiceWhileLinesAreWritten(int seed) throws Exception {
        int total = 4_000;
        job.begin();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = executor.submit(() -> {
                for (int first = 1; first <= total; first += 20) {
                    job.log(first, first + 19);
                }
                job.succeed();
            });
            // Subscribers join at different moments of the writing.
            for (int joined = 0; joined < 5 * seed; joined++) {
                client.send(new Subscribe(
                        "log" + joined, Topic.JOB_LOG, job.organization.value(), job.id.value(), null, null, null));
            }
            List<ServerFrame> frames = new ArrayList<>();
            int ended = 0;
            while (ended < 5 * seed) {
                frames.add(client.next());
                ended += isLast(frames.getLast()) ? 1 : 0;
            }
            writer.get();
            for (int joined = 0; joined < 5 * seed; joined++) {
                String id = "log" + joined;
                List<Long> seen = frames.stream()
                        .filter(frame -> frame instanceof LogBatch batch
                                && batch.subscriptionId().equals(id))
                        .flatMap(frame -> ((LogBatch) frame).lines().stream())
                        .map(LogLine::getSeq)
                        .toList();
                assertThat(seen).isEqualTo(range(1, total));
                assertThat(frames)
                        .filteredOn(frame -> frame instanceof CaughtUp caughtUp
                                && caughtUp.subscriptionId().equals(id))
                        .hasSize(1);
            }
        }
    }

    @Test
    void framesAreBoundedInLinesAndBytes() {
        job.begin();
        for (int first = 1; first <= 2_000; first += 500) {
            job.log(first, first + 499);
        }
        job.log(2_001, 2_040, "x".repeat(16_000));
        job.log(2_041, 2_041, "y".repeat(300_000)).succeed();
        subscribe(null, null, null);
        List<ServerFrame> frames = client.until(LiveLogTest::isLast);
        assertThat(numbers(frames, 1)).isEqualTo(range(1, 2_041));
        List<LogBatch> batches = frames.stream()
                .filter(LogBatch.class::isInstance)
                .map(LogBatch.class::cast)
                .toList();
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch.lines()).hasSizeLessThanOrEqualTo(1_000);
            if (batch.lines().size() > 1) {
                assertThat(batch.lines().stream()
                                .mapToInt(line -> line.getText().length())
                                .sum())
                        .isLessThanOrEqualTo(128 * 1024);
            }
        });
        assertThat(batches.getFirst().lines()).hasSize(1_000);
        assertThat(batches.getLast().lines()).hasSize(1);
    }

    @Test
    void goesOnAfterTheLastNumberSeen() {
        job.begin().log(1, 10);
        subscribe(1, 7L, null);
        assertThat(client.expect(Subscribed.class).headSeq()).isEqualTo(10);
        assertThat(numbers(List.of(client.next()), 1)).isEqualTo(range(8, 10));
        client.expect(CaughtUp.class);
    }

    @Test
    void afterSeqBeyondTheHeadIsRefused() {
        job.begin().log(1, 10);
        subscribe(1, 11L, null);
        assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        subscribe(2, 1L, null);
        assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        subscribe(1, 10L, null);
        assertThat(client.expect(Subscribed.class).headSeq()).isEqualTo(10);
        assertThat(client.expect(CaughtUp.class).seq()).isEqualTo(10);
    }

    /** As retention does it: whole chunks go, and the attempt says so. */
    private void forgetUpTo(long seq) {
        TestSql sql = new TestSql(postgres.database());
        UUID attempt = job.attempt().id().value();
        sql.execute("delete from log_chunk where attempt_id = ? and last_seq <= ?", attempt, seq);
        sql.execute("update attempt set log_oldest_seq = ? where id = ?", seq + 1, attempt);
    }

    @Test
    void removedLinesAreAGap() {
        job.begin().log(1, 10).log(11, 20);
        forgetUpTo(10);
        subscribe(1, 4L, null);
        assertThat(client.expect(Subscribed.class)).isEqualTo(new Subscribed("log", 1, 20L, 11L));
        assertThat(client.expect(Gap.class)).isEqualTo(new Gap("log", 1, 5L, 10L, LogGapReason.RETENTION));
        assertThat(numbers(List.of(client.next()), 1)).isEqualTo(range(11, 20));
        assertThat(client.expect(CaughtUp.class).seq()).isEqualTo(20);
        job.log(21, 22).succeed();
        assertThat(numbers(client.until(LiveLogTest::isLast), 1)).isEqualTo(range(21, 22));
    }

    @Test
    void logThatIsRemovedWholeIsAGapAndTheEnd() {
        job.begin().log(1, 10).succeed();
        forgetUpTo(10);
        subscribe(null, null, null);
        assertThat(client.expect(Subscribed.class)).isEqualTo(new Subscribed("log", 1, 10L, 0L));
        assertThat(client.expect(Gap.class)).isEqualTo(new Gap("log", 1, 1L, 10L, LogGapReason.RETENTION));
        client.expect(CaughtUp.class);
        assertThat(client.expect(Ended.class)).isEqualTo(new Ended("log", 1, 10L, true, true));
    }

    @Test
    void watchersOfOneJobShareATail() {
        job.begin().log(1, 3);
        for (int number = 0; number < 20; number++) {
            client.send(new Subscribe(
                    "log" + number, Topic.JOB_LOG, job.organization.value(), job.id.value(), null, null, null));
            client.until(CaughtUp.class::isInstance);
        }
        assertThat(server.feeds.tails()).isEqualTo(1);
        assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions + 2);
        job.log(4, 4);
        for (int number = 0; number < 20; number++) {
            assertThat(numbers(List.of(client.next()), 1)).containsExactly(4L);
        }
        assertThat(server.feeds.keptBytes()).isPositive();
        client.leave();
        await().until(() -> server.feeds.tails() == 0 && server.feeds.keptBytes() == 0);
        assertThat(server.world.signals.subscriptions()).isEqualTo(server.idleSubscriptions);
    }

    @Test
    void attemptThatEndedIsNotToldBeforeItsJobIsMovedOn() {
        job.begin().log(1, 1);
        subscribe(null, null, null);
        client.until(CaughtUp.class::isInstance);
        job.end(new AttemptOutcome.Succeeded(null));
        // The answer to this frame comes after whatever the end of the attempt might have caused.
        client.send("{\"type\":\"unsubscribe\",\"subscriptionId\":\"none\"}");
        client.expect(Unsubscribed.class);
        job.conclude();
        assertThat(client.expect(Ended.class).last()).isTrue();
    }

    @Test
    void followsToTheNextAttempt() {
        job.begin().log(1, 2);
        subscribe(null, null, null);
        client.until(CaughtUp.class::isInstance);
        job.failOfTheAgent();
        assertThat(client.expect(Ended.class)).isEqualTo(new Ended("log", 1, 2L, true, false));
        job.begin().log(1, 3).succeed();
        List<ServerFrame> second = client.until(LiveLogTest::isLast);
        assertThat(numbers(second, 2)).isEqualTo(range(1, 3));
        assertThat(second).filteredOn(CaughtUp.class::isInstance).hasSize(1);
        assertThat(second.getLast()).isEqualTo(new Ended("log", 2, 3L, true, true));
    }

    @Test
    void allAttemptsOfAFinishedJobAreThereToRead() {
        job.begin().log(1, 2).failOfTheAgent();
        job.begin().log(1, 1).succeed();
        subscribe(1, null, null);
        List<ServerFrame> frames = client.until(LiveLogTest::isLast);
        assertThat(frames).hasSize(7);
        assertThat(frames.get(3)).isEqualTo(new Ended("log", 1, 2L, true, false));
        assertThat(frames.getLast()).isEqualTo(new Ended("log", 2, 1L, true, true));
    }

    @Test
    void withoutFollowTheFirstAttemptIsTheLast() {
        job.begin().log(1, 2).failOfTheAgent();
        subscribe(null, null, false);
        assertThat(client.until(Ended.class::isInstance).getLast()).isEqualTo(new Ended("log", 1, 2L, true, true));
    }

    @Test
    void waitsForTheFirstAttempt() {
        subscribe(null, null, null);
        assertThat(client.expect(Subscribed.class)).isEqualTo(new Subscribed("log", null, 0L, 0L));
        job.begin();
        assertThat(client.expect(CaughtUp.class)).isEqualTo(new CaughtUp("log", 1, 0L));
        job.log(1, 1);
        assertThat(client.expect(LogBatch.class).attempt()).isEqualTo(1);
    }

    @Test
    void jobCancelledInTheQueueHasOnlyTheEnd() {
        subscribe(null, null, null);
        client.expect(Subscribed.class);
        job.cancel();
        assertThat(client.expect(Ended.class)).isEqualTo(new Ended("log", null, 0L, true, true));
    }

    @Test
    void jobCancelledWhileItWaitsForAnotherAttemptEndsOnceMore() {
        job.begin().log(1, 2);
        subscribe(null, null, null);
        client.until(CaughtUp.class::isInstance);
        job.failOfTheAgent();
        assertThat(client.expect(Ended.class).last()).isFalse();
        job.cancel();
        assertThat(client.expect(Ended.class)).isEqualTo(new Ended("log", 1, 2L, true, true));
    }

    @Test
    void cancelledAttemptEndsTheJob() {
        job.begin().log(1, 1);
        subscribe(null, null, null);
        client.until(CaughtUp.class::isInstance);
        job.cancel();
        job.log(2, 2).end(new AttemptOutcome.Cancelled()).conclude();
        List<ServerFrame> rest = client.until(LiveLogTest::isLast);
        assertThat(numbers(rest, 1)).containsExactly(2L);
        assertThat(rest.getLast()).isEqualTo(new Ended("log", 1, 2L, true, true));
    }

    @Test
    void failedJobEnds() {
        job.begin();
        job.end(new AttemptOutcome.Failed(new Failure(FailureClass.TOOL, null, "exit code 1")))
                .conclude();
        subscribe(null, null, null);
        assertThat(client.until(LiveLogTest::isLast).getLast()).isEqualTo(new Ended("log", 1, 0L, true, true));
    }

    @Test
    void withdrawnOfferIsNoAttempt() {
        subscribe(null, null, null);
        client.expect(Subscribed.class);
        job.offer().reject();
        job.begin().log(1, 1).succeed();
        List<ServerFrame> frames = client.until(LiveLogTest::isLast);
        assertThat(frames).filteredOn(CaughtUp.class::isInstance).hasSize(1);
        assertThat(numbers(frames, 1)).containsExactly(1L);
    }

    @Test
    void offerOfALaterAttemptIsWaitedForAfterTheOneBefore() {
        job.begin().log(1, 1).failOfTheAgent();
        job.offer();
        subscribe(null, null, null);
        assertThat(client.expect(Subscribed.class).attempt()).isEqualTo(1);
        client.until(Ended.class::isInstance);
        job.reject();
        job.cancel();
        assertThat(client.expect(Ended.class)).isEqualTo(new Ended("log", 1, 1L, true, true));
    }

    @Test
    void attemptThatCannotComeNextIsNotFound() {
        job.begin();
        subscribe(3, null, null);
        SubscriptionError error = client.expect(SubscriptionError.class);
        assertThat(error.code()).isEqualTo(ProblemCode.NOT_FOUND);
        subscribe(2, null, null);
        assertThat(client.expect(Subscribed.class).attempt()).isNull();
    }

    @Test
    void linesOfOtherJobsDoNotCome() {
        PlayedJob other = new PlayedJob(server.world);
        other.begin();
        job.begin();
        subscribe(null, null, null);
        client.until(CaughtUp.class::isInstance);
        other.log(1, 5);
        job.log(1, 1, "mine ");
        assertThat(client.expect(LogBatch.class).lines())
                .extracting(LogLine::getText)
                .containsExactly("mine 1");
    }
}
