package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogFilter;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogQuery;
import dev.sia.server.log.LogScan;
import dev.sia.server.log.LogStream;
import dev.sia.server.settings.OrganizationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the batches were, and whether they are merged or partly removed: a range reads the same. */
class LogReadingTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;
    private AgentIdentity agent;
    private Job job;
    private Attempt attempt;
    private final List<LogLine> written = new ArrayList<>();

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        agent = play.agent(1);
        job = play.job("job");
        attempt = play.run(job, agent);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyRangeIsReadWhole(long seed) {
        Random random = new Random(seed);
        for (int batch = 0; batch < 150; batch++) {
            append(random, random.nextInt(10) == 0 ? 400 : 1 + random.nextInt(4));
            if (random.nextInt(40) == 0) {
                merge();
            }
        }
        check(random);
        merge();
        check(random);
        long before = play.latest(job).logBytes();
        assertThat(before)
                .isEqualTo(
                        written.stream().mapToLong(line -> line.text().length()).sum());
    }

    private void check(Random random) {
        for (int round = 0; round < 40; round++) {
            checkRange(random);
        }
    }

    private void checkRange(Random random) {
        long last = written.size();
        long after = random.nextLong(last + 1);
        long before = random.nextBoolean() ? last + 1 : after + 1 + random.nextLong(last + 1 - after);
        LogFilter filter = filter(random);
        boolean backward = random.nextBoolean();
        int limit = 1 + random.nextInt(300);
        int bytes = random.nextInt(4) == 0 ? 500 : 1_000_000;
        List<LogLine> wanted = written.stream()
                .filter(line -> line.seq() > after && line.seq() < before && takes(filter, line))
                .toList();
        List<LogLine> read = new ArrayList<>();
        long from = after;
        long to = before;
        LogScan scan;
        do {
            scan = play.features.logs.read(
                    play.organization, new LogQuery(attempt.id().value(), from, to, backward, filter, limit, bytes));
            assertThat(scan.lines()).hasSizeLessThanOrEqualTo(limit);
            read.addAll(backward ? 0 : read.size(), scan.lines());
            from = backward ? from : scan.scannedTo();
            to = backward ? scan.scannedFrom() : to;
        } while (scan.more());
        assertThat(read).isEqualTo(wanted);
    }

    private static LogFilter filter(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new LogFilter(LogStream.values()[random.nextInt(3)], null, null);
            case 1 -> new LogFilter(null, Step.values()[random.nextInt(5)], "NEEDLE");
            case 2 -> new LogFilter(null, Step.values()[random.nextInt(5)], null);
            default -> LogFilter.ALL;
        };
    }

    private static boolean takes(LogFilter filter, LogLine line) {
        return (filter.stream() == null || filter.stream() == line.stream())
                && (filter.step() == null || filter.step() == line.step())
                && (filter.contains() == null || line.text().contains("needle"));
    }

    private void append(Random random, int count) {
        Step step = Step.values()[random.nextInt(5)];
        List<LogLine> lines = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            lines.add(LogLine.of(
                    written.size() + 1L,
                    AttemptFixture.AT.plusMillis(written.size()),
                    LogStream.values()[random.nextInt(3)],
                    step,
                    "line " + written.size() + (random.nextInt(20) == 0 ? " with a needle" : " without")));
            written.add(lines.getLast());
        }
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), LogBatch.of(lines));
    }

    private void merge() {
        play.features.logMerging.finish(attempt.id().value(), 8);
        play.features.logMerging.run();
    }

    private long chunks() {
        return play.sql.count("log_chunk where attempt_id = ?", attempt.id().value());
    }

    private long stored() {
        return play.sql.count(
                "(select 1 from log_chunk, generate_series(1, octet_length(data)) where attempt_id = ?) bytes",
                attempt.id().value());
    }

    private long storedAsTold() {
        return play.sql
                .column(
                        Long.class,
                        "select log_stored_bytes from attempt where id = ?",
                        attempt.id().value())
                .getFirst();
    }

    @Test
    void smallChunksAreMergedAndTheSizeIsKept() {
        for (int batch = 0; batch < 200; batch++) {
            append(new Random(batch), 3);
        }
        assertThat(chunks()).isEqualTo(200);
        merge();
        assertThat(chunks()).isEqualTo(1);
        assertThat(storedAsTold()).isEqualTo(stored());
        append(new Random(1), 2);
        merge();
        assertThat(chunks()).as("too few for a merge").isEqualTo(2);
    }

    @Test
    void smallChunksBetweenLargeOnesDoNotKeepTheOthersFromBeingMerged() {
        for (int turn = 0; turn < 3; turn++) {
            append(new Random(turn), 1_000);
            for (int batch = 0; batch < 30; batch++) {
                append(new Random(batch), 2);
            }
        }
        merge();
        append(new Random(1), 10_000);
        merge();
        assertThat(chunks()).isLessThan(10);
        assertThat(mergedSeq()).isGreaterThan(3_000);
        assertThat(storedAsTold()).isEqualTo(stored());
        assertThat(play.log(attempt)).isEqualTo(written.subList(0, 10_000));
    }

    private long mergedSeq() {
        return play.sql
                .column(
                        Long.class,
                        "select log_merged_seq from attempt where id = ?",
                        attempt.id().value())
                .getFirst();
    }

    @Test
    void logsOfEndedAttemptsAreRemovedWhenTheirTimeIsOver() {
        append(new Random(1), 100);
        keep(7, null);
        play.features.logRetention.run();
        assertThat(chunks()).as("still running").isEqualTo(1);
        end(8);
        play.features.logRetention.run();
        assertThat(chunks()).isZero();
        assertThat(play.latest(job)).returns(101L, Attempt::logOldestSeq).returns(100L, Attempt::lastLogSeq);
        assertThat(storedAsTold()).isZero();
        play.features.logRetention.run();
    }

    @Test
    void logsThatAreYoungEnoughStay() {
        append(new Random(1), 100);
        keep(7, null);
        end(6);
        play.features.logRetention.run();
        assertThat(chunks()).isEqualTo(1);
    }

    @Test
    void largeLogsLoseTheirBeginningInWholeChunks() {
        Random random = new Random(7);
        for (int batch = 0; batch < 30; batch++) {
            List<LogLine> lines = new ArrayList<>();
            byte[] noise = new byte[60_000];
            random.nextBytes(noise);
            String text = java.util.Base64.getEncoder().encodeToString(noise);
            lines.add(LogLine.of(batch + 1L, AttemptFixture.AT, LogStream.STDOUT, Step.GENERATE, text));
            play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), LogBatch.of(lines));
        }
        long before = storedAsTold();
        assertThat(before).isGreaterThan(1 << 20);
        keep(null, 1L);
        play.features.logRetention.run();
        long oldest = play.latest(job).logOldestSeq();
        assertThat(oldest).isBetween(2L, 20L);
        assertThat(storedAsTold()).isEqualTo(stored()).isBetween((1L << 20) - 70_000, 1L << 20);
        assertThat(play.features.logs.after(play.organization, attempt.id().value(), 0, 1, 1))
                .first()
                .returns(oldest, LogLine::seq);
        append30More(random);
        assertThat(play.latest(job).lastLogSeq()).isEqualTo(60);
    }

    private void append30More(Random random) {
        List<LogLine> lines = Stream.iterate(31L, seq -> seq + 1)
                .limit(30)
                .map(seq ->
                        LogLine.of(seq, AttemptFixture.AT, LogStream.STDOUT, Step.GENERATE, "more " + random.nextInt()))
                .toList();
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), LogBatch.of(lines));
    }

    private void keep(@Nullable Integer days, @Nullable Long mebibytes) {
        play.features.settings.replace(
                play.organization,
                TestFeatures.ADA,
                new OrganizationSettings.Choices(null, days, mebibytes),
                new ExpectedVersion.Any());
    }

    private void end(int daysAgo) {
        play.sql.execute(
                "update attempt set ended_at = now() - ? * interval '1 day' where id = ?",
                daysAgo,
                attempt.id().value());
    }
}
