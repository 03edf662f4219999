package dev.sia.server.attempt;

import static dev.sia.server.attempt.AttemptFixture.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AttemptLogsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;
    private AgentIdentity agent;
    private Job job;
    private Attempt attempt;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        agent = play.agent(1);
        job = play.job("job");
        attempt = play.run(job, agent);
    }

    @Test
    void linesAreStoredAsTheyWereSent() {
        assertThat(append(1, 2)).isEqualTo(2);
        assertThat(play.log(attempt))
                .containsExactly(
                        LogLine.of(1, AttemptFixture.AT, LogStream.STDOUT, Step.GENERATE, "line 1"),
                        LogLine.of(2, AttemptFixture.AT, LogStream.STDOUT, Step.GENERATE, "line 2"));
    }

    @Test
    void batchAfterAHoleIsNotStored() {
        assertThat(append(2, 3)).isZero();
        assertThat(append(1, 1)).isEqualTo(1);
        assertThat(append(3, 9)).isEqualTo(1);
        assertStored(1);
    }

    @Test
    void overlapAppendsItsNewTailOnly() {
        append(1, 5);
        assertThat(append(3, 8)).isEqualTo(8);
        assertThat(append(8, 9)).isEqualTo(9);
        assertStored(9);
    }

    @Test
    void whatIsStoredIsAcknowledgedAgainAndNothingElse() {
        append(1, 5);
        List<String> before = play.everything(attempt);
        assertThat(append(1, 5)).isEqualTo(5);
        assertThat(append(2, 3)).isEqualTo(5);
        assertThat(append(100, 109)).isEqualTo(5);
        assertThat(play.everything(attempt)).isEqualTo(before);
    }

    @Test
    void sameLinesFromManySidesAreStoredOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> senders = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(sender -> threads.submit(() -> {
                        long acknowledged = 0;
                        for (int batch = 1; acknowledged < 120; batch++) {
                            long first = Math.max(1, acknowledged + 1 - sender);
                            acknowledged = append(first, Math.min(120, first + 5 + (batch + sender) % 7));
                        }
                    }))
                    .toList();
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
        assertStored(120);
    }

    @Test
    void readersAreToldAfterTheCommitAndOnlyOfNews() {
        AtomicInteger told = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        play.world.signals.subscribe(Topic.log(job.id().value()), () -> {
            told.incrementAndGet();
            seen.set(play.log(attempt).size());
        });
        append(1, 3);
        assertThat(told).hasValue(1);
        assertThat(seen).hasValue(3);
        append(1, 3);
        append(5, 6);
        assertThat(told).hasValue(1);
    }

    private long append(long from, long to) {
        return play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), lines(from, to));
    }

    private void assertStored(long last) {
        assertThat(play.log(attempt))
                .extracting(LogLine::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last).boxed().toList());
        assertThat(play.log(attempt)).allSatisfy(line -> assertThat(line.text()).isEqualTo("line " + line.seq()));
        assertThat(play.latest(job).lastLogSeq()).isEqualTo(last);
    }
}
