package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventType;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.JobTransitions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many threads do at random, from a seed, whatever people, agents, dispatcher, workflow and time can do; afterwards
 * everything that design calls an invariant must hold, and every transition of the tables must have happened.
 */
class CoreInvariantsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final int THREADS = 6;
    private static final int STEPS = 200;
    private static final int ROUNDS = 2;
    /** What is rare may not happen in the first ones: which thread comes first decides, too. */
    private static final int MOST_ROUNDS = 10;

    private final Set<JobTransitions.Step> jobSteps = new HashSet<>();
    private final Set<AttemptTransitions.Step> attemptSteps = new HashSet<>();

    @Test
    void invariantsHoldWhateverHappensAtOnce() throws Exception {
        for (int round = 1; round <= ROUNDS || (round <= MOST_ROUNDS && !everythingHappened()); round++) {
            long seed = round;
            RandomPlay play = new RandomPlay(postgres.database());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> players = IntStream.range(0, THREADS)
                        .<Future<?>>mapToObj(thread -> threads.submit(() -> play.play(seed * 1000 + thread, STEPS)))
                        .toList();
                for (Future<?> player : players) {
                    player.get();
                }
            }
            play.advanceAll();
            for (AttemptFixture organization : play.organizations) {
                check(organization, play);
            }
        }
        assertThat(jobSteps).isEqualTo(JobTransitions.TABLE.keySet());
        assertThat(attemptSteps).isEqualTo(AttemptTransitions.TABLE.keySet());
    }

    private boolean everythingHappened() {
        return jobSteps.equals(JobTransitions.TABLE.keySet()) && attemptSteps.equals(AttemptTransitions.TABLE.keySet());
    }

    private void check(AttemptFixture play, RandomPlay random) {
        List<Event> events = play.events();
        long head = play.features.events.head(play.organization);
        assertThat(events)
                .extracting(Event::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, head).boxed().toList());
        Map<UUID, JobStatus> jobs = replayJobs(events);
        Map<UUID, JobStatus> stored = new HashMap<>();
        for (UUID id : ids(play, "select id from job where organization_id = ?")) {
            stored.put(id, status(play, id));
        }
        assertThat(jobs).isEqualTo(stored);
        replayAttempts(events, random.capacity());
        stored.forEach((job, status) -> checkJob(play, job, status));
        ids(play, "select id from attempt where organization_id = ?").forEach(id -> checkLog(play, id, random));
    }

    private Map<UUID, JobStatus> replayJobs(List<Event> events) {
        Map<UUID, JobStatus> now = new HashMap<>();
        for (Event event : events) {
            if (event.type() == EventType.JOB_STATUS_CHANGED) {
                JobStatus to = JobStatus.valueOf(upper(event.jobStatus()));
                JobStatus from = now.put(event.jobId(), to);
                jobSteps.add(JobTransitions.TABLE.entrySet().stream()
                        .filter(entry -> entry.getKey().from() == from && entry.getValue() == to)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("No way from " + from + " to " + to))
                        .getKey());
            } else if (event.type() == EventType.JOB_QUEUED) {
                now.putIfAbsent(event.jobId(), JobStatus.QUEUED);
                assertThat(now.get(event.jobId())).isEqualTo(JobStatus.QUEUED);
            }
        }
        return now;
    }

    /** At every moment: no job with two live attempts, no agent with more than it can run. */
    private void replayAttempts(List<Event> events, int capacity) {
        Map<UUID, AttemptStatus> ofJob = new HashMap<>();
        Map<UUID, Integer> ofAgent = new HashMap<>();
        for (Event event : events) {
            AttemptStatus before = ofJob.get(event.jobId());
            if (event.type() == EventType.ATTEMPT_WITHDRAWN) {
                assertThat(before).isEqualTo(AttemptStatus.OFFERED);
                ofJob.remove(event.jobId());
                ofAgent.merge(event.agentId(), -1, Integer::sum);
            } else if (event.type() == EventType.ATTEMPT_STATUS_CHANGED) {
                AttemptStatus now = AttemptStatus.valueOf(upper(event.attemptStatus()));
                ofJob.put(event.jobId(), now);
                if (now == AttemptStatus.OFFERED) {
                    assertThat(before == null || !before.isLive()).isTrue();
                    assertThat(ofAgent.merge(event.agentId(), 1, Integer::sum)).isBetween(1, capacity);
                } else {
                    attemptSteps.add(stepOf(before, now));
                    ofAgent.merge(event.agentId(), now.isLive() ? 0 : -1, Integer::sum);
                }
            }
        }
    }

    private static AttemptTransitions.Step stepOf(@Nullable AttemptStatus from, AttemptStatus to) {
        return AttemptTransitions.TABLE.entrySet().stream()
                .filter(entry -> entry.getKey().from() == from && entry.getValue() == to)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No way from " + from + " to " + to))
                .getKey();
    }

    private static void checkJob(AttemptFixture play, UUID job, JobStatus status) {
        long live = play.sql.count("attempt where job_id = ? and status in ('offered', 'running')", job);
        long open = play.sql.count("attempt where job_id = ? and not concluded and ended_at is not null", job);
        assertThat(live)
                .as("live attempts of a job that is %s", status)
                .isEqualTo(status == JobStatus.IN_PROGRESS ? 1 : 0);
        assertThat(open).as("unconcluded attempts").isZero();
        assertThat(play.features.queues.position(play.organization, job).isPresent())
                .isEqualTo(status == JobStatus.QUEUED);
        assertThat(play.sql
                        .column(Integer.class, "select attempt_count from job where id = ?", job)
                        .getFirst())
                .isEqualTo((int) play.sql.count("attempt where job_id = ?", job));
        assertThat(play.sql.count("outbox where job_id = ? and kind = 'start_workflow'", job))
                .isEqualTo(1);
    }

    private static void checkLog(AttemptFixture play, UUID id, RandomPlay random) {
        AttemptId attempt = new AttemptId(id);
        var lines = play.features.logs.after(play.organization, id, 0, 10_000, Integer.MAX_VALUE);
        for (int index = 0; index < lines.size(); index++) {
            assertThat(lines.get(index).seq()).isEqualTo(index + 1);
        }
        assertThat((long) lines.size()).isGreaterThanOrEqualTo(random.acknowledged(attempt));
        assertThat(lines.subList(0, (int) random.acknowledged(attempt)))
                .allSatisfy(line -> assertThat(line.text()).isEqualTo("line " + line.seq()));
    }

    private static List<UUID> ids(AttemptFixture play, String query) {
        return play.sql.column(UUID.class, query, play.organization.value());
    }

    private static JobStatus status(AttemptFixture play, UUID job) {
        return JobStatus.valueOf(upper(play.sql
                .column(String.class, "select status from job where id = ?", job)
                .getFirst()));
    }

    private static String upper(@Nullable String name) {
        return Objects.requireNonNull(name).toUpperCase(Locale.ROOT);
    }
}
