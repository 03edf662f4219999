package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueOverview;
import dev.sia.server.queue.QueuedJob;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AttemptClaimsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
    }

    @Test
    void reworkBeforeBacklogThenPriorityThenRank() {
        Job normal = play.job("normal");
        Job low = play.job("low", JobPriority.LOW);
        Job normalLater = play.job("normal, later");
        Job urgent = play.job("urgent", JobPriority.URGENT);
        Job rework = play.job("rework", JobPriority.LOW);
        play.sql.execute(
                "update job set queue = 'rework' where id = ?", rework.id().value());
        play.agent(10);

        assertThat(order(QueueName.BACKLOG)).containsExactly(urgent.id(), normal.id(), normalLater.id(), low.id());
        assertThat(given(6)).containsExactly(rework.id(), urgent.id(), normal.id(), normalLater.id(), low.id());
    }

    @Test
    void positionsCountFromOneAndPagesFollowEachOther() {
        List<Job> jobs = IntStream.range(0, 5)
                .mapToObj(number -> play.job("job " + number))
                .toList();
        List<QueuedJob> first = play.features.queues.queued(play.organization, QueueName.BACKLOG, null, 2);
        assertThat(first).extracting(QueuedJob::position).containsExactly(1, 2);
        List<QueuedJob> page = play.features.queues.queued(
                play.organization, QueueName.BACKLOG, first.getLast().place(), 2);
        assertThat(page).extracting(QueuedJob::position).containsExactly(3, 4);
        assertThat(page).extracting(QueuedJob::jobId).containsExactly(id(jobs.get(2)), id(jobs.get(3)));
        List<QueuedJob> rest = play.features.queues.queued(
                play.organization, QueueName.BACKLOG, page.getLast().place(), 2);
        assertThat(rest).extracting(QueuedJob::position).containsExactly(5);
        assertThat(play.features.queues.queued(
                        play.organization, QueueName.BACKLOG, rest.getLast().place(), 2))
                .isEmpty();
        assertThat(play.features.queues.position(play.organization, id(jobs.get(4))))
                .hasValue(5);
        assertThat(play.features.queues.position(play.world.organization(), id(jobs.get(4))))
                .isEmpty();
        play.agent(1);
        play.claim(jobs.getFirst());
        assertThat(play.features.queues.position(play.organization, id(jobs.getFirst())))
                .isEmpty();
        assertThat(play.features.queues.position(play.organization, id(jobs.get(4))))
                .hasValue(4);
        assertThat(play.features.queues.overview(play.organization))
                .extracting(QueueOverview::name, QueueOverview::queuedCount, QueueOverview::runningCount)
                .containsExactly(tuple(QueueName.REWORK, 0, 0), tuple(QueueName.BACKLOG, 4, 1));
    }

    @Test
    void jobsThatNobodyCanTakeDoNotKeepThoseBehindWaiting() {
        Job gpu = play.job("needs a GPU", JobPriority.URGENT, "gpu");
        Job both = play.job("needs two", JobPriority.HIGH, "linux", "gpu");
        Job linux = play.job("needs Linux", JobPriority.LOW, "linux");
        play.agent(5, "linux", "docker");
        assertThat(given(2)).containsExactly(linux.id());
        play.agent(5, "gpu", "linux");
        assertThat(given(3)).containsExactly(gpu.id(), both.id());
    }

    @Test
    void leastBusyAgentIsChosenAndNoneGetsMoreThanItsCapacity() {
        AgentIdentity big = play.agent(3);
        AgentIdentity small = play.agent(1);
        List<Job> jobs = IntStream.range(0, 6)
                .mapToObj(number -> play.job("job " + number))
                .toList();
        assertThat(given(6)).hasSize(4);
        assertThat(jobs.subList(0, 4))
                .extracting(job -> play.latest(job).agentId())
                .containsExactlyInAnyOrder(big.id(), big.id(), big.id(), small.id());
        assertThat(play.latest(jobs.get(0)).agentId())
                .isNotEqualTo(play.latest(jobs.get(1)).agentId());
    }

    @Test
    void smallerCapacityAfterReconnectIsRespected() {
        AgentIdentity agent = play.agent(3);
        List<Attempt> held = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            held.add(play.run(play.job("job " + number), agent));
        }
        play.job("waits");
        HeldAttempt[] all = held.stream()
                .map(attempt -> new HeldAttempt(attempt.id(), attempt.lease()))
                .toArray(HeldAttempt[]::new);
        play.attach(agent, 2, List.of(), all);
        assertThat(play.claimNext()).isFalse();
        play.features.attemptReports.result(
                agent,
                held.getFirst().id(),
                held.getFirst().lease(),
                new AttemptOutcome.Cancelled(),
                new FinalLog(0, null));
        assertThat(play.claimNext()).isFalse();
        play.features.attemptReports.result(
                agent,
                held.getLast().id(),
                held.getLast().lease(),
                new AttemptOutcome.Cancelled(),
                new FinalLog(0, null));
        assertThat(play.claimNext()).isTrue();
    }

    @Test
    void agentsOfOthersAndAgentsThatAreAwayGetNothing() {
        Job job = play.job("job");
        AttemptFixture others = new AttemptFixture(postgres.database());
        others.agent(5);
        assertThat(play.claimNext()).isFalse();
        assertThat(others.claimNext()).isFalse();
        assertThat(play.features.attemptClaims.organizationsToServe()).doesNotContain(play.organization);
        AgentIdentity agent = play.agent(1);
        assertThat(play.features.attemptClaims.organizationsToServe()).contains(play.organization);
        play.features.agentSessions.disconnect(agent, 1, "gone");
        assertThat(play.claimNext()).isFalse();
        assertThat(play.status(job)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void agentThatDeclinesIsLeftAloneForAMomentSoThatItDoesNotRunInCircles() {
        AgentIdentity full = play.agent(1);
        Job job = play.job("job");
        Attempt attempt = play.claim(job);
        play.features.attemptReports.reject(full, attempt.id(), attempt.lease(), "the disk is full");
        assertThat(play.lengthenRests()).isEqualTo(1);
        assertThat(play.claimNext()).isFalse();
        AgentIdentity other = play.agent(1);
        assertThat(play.claim(job).agentId()).isEqualTo(other.id());
        play.job("next");
        assertThat(play.claimNext()).isFalse();
        play.forgetDeclined();
        assertThat(play.claimNext()).isTrue();
    }

    /** A job's row is locked for a moment by whatever notes something on it: that must not cost the job its turn. */
    @Test
    void jobThatIsLockedForAMomentIsWaitedForAndNotPassedOver() throws Exception {
        Job first = play.job("first");
        Job second = play.job("second");
        play.agent(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> claim = postgres.database().acrossOrganizations(tx -> {
                TestSql.lock(tx, "job where id = ?", id(first));
                Future<Boolean> claiming = threads.submit(play::claimNext);
                await().until(() -> claiming.isDone() || play.sql.waiting() > 0);
                return claiming;
            });
            assertThat(claim.get()).isTrue();
        }
        assertThat(play.status(first)).isEqualTo(JobStatus.IN_PROGRESS);
        assertThat(play.status(second)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void claimsAtOnceGiveEachJobOnce() throws Exception {
        play.agent(4);
        play.agent(3);
        IntStream.range(0, 10).forEach(number -> play.job("job " + number));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> claims = IntStream.range(0, 6)
                    .mapToObj(node -> threads.submit(() -> given(10).size()))
                    .toList();
            int sum = 0;
            for (Future<Integer> claim : claims) {
                sum += claim.get();
            }
            assertThat(sum).isEqualTo(7);
        }
        assertThat(play.features.queues.overview(play.organization))
                .extracting(QueueOverview::name, QueueOverview::queuedCount, QueueOverview::runningCount)
                .contains(tuple(QueueName.BACKLOG, 3, 7));
    }

    /** The jobs that are given out in a row, no more than so many; of several at once each counts the own ones. */
    private List<JobId> given(int most) {
        List<JobId> given = new ArrayList<>();
        for (int number = 0; number < most && play.claimNext(); number++) {
            List<UUID> newest = play.sql.column(
                    UUID.class,
                    "select job_id from attempt where organization_id = ? order by id desc limit 1",
                    play.organization.value());
            given.add(new JobId(newest.getFirst()));
        }
        return given;
    }

    private List<JobId> order(QueueName queue) {
        return play.features.queues.queued(play.organization, queue, null, 10).stream()
                .map(waiting -> new JobId(waiting.jobId()))
                .toList();
    }

    private static UUID id(Job job) {
        return job.id().value();
    }
}
