package dev.sia.server.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobPriority;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.PauseQueue;
import dev.sia.server.queue.QueueName;
import dev.sia.server.scheduling.JobScheduling.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchedulingServiceTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestFeatures world;
    private Features features;
    private TestSql sql;
    private OrganizationId organization;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        features = world.features;
        sql = new TestSql(postgres.database());
        organization = world.organization();
    }

    /** A waiting job whose workflow has been started. */
    private Job job(String... labels) {
        CreateJob wish = TestFeatures.wish("job");
        return world.createJob(
                organization,
                new CreateJob(
                        wish.title(),
                        wish.prompt(),
                        wish.repository(),
                        wish.steps(),
                        List.of(labels),
                        JobPriority.NORMAL,
                        wish.limits()));
    }

    private AgentIdentity agent(int capacity, String... labels) {
        AgentIdentity agent = world.enrol(organization, "box");
        features.agentSessions.attach(
                agent, new SessionStart("test", List.of(labels), capacity, TestFeatures.NODE), List.of());
        return agent;
    }

    private void agentIs(AgentIdentity agent, String assignment) {
        sql.execute(
                "update agent set " + assignment + " where id = ?", agent.id().value());
    }

    private JobScheduling explain(Job job) {
        return features.scheduling.explain(organization, job.id());
    }

    private List<SchedulingReason> reasons(Job job) {
        return explain(job).reasons();
    }

    @Test
    void nothingIsInTheWayOfTheFirstJobOfAFreeAgent() {
        agent(1, "linux");
        JobScheduling scheduling = explain(job("linux"));
        assertThat(scheduling.state()).isEqualTo(State.WAITING);
        assertThat(scheduling.position()).hasValue(1);
        assertThat(scheduling.reasons()).isEmpty();
        assertThat(scheduling.estimatedStart()).isEmpty();
    }

    @Test
    void tellsWhoPausedTheQueueAndWhy() {
        agent(1);
        Job job = job();
        features.queuePauses.pause(
                organization, QueueName.BACKLOG, TestFeatures.ADA, new PauseQueue("freeze", null, 3600));

        assertThat(reasons(job)).singleElement().isInstanceOfSatisfying(SchedulingReason.QueuePaused.class, paused -> {
            assertThat(paused.queue()).isEqualTo(QueueName.BACKLOG);
            assertThat(paused.pause().by()).isEqualTo(TestFeatures.ADA);
            assertThat(paused.pause().note()).isEqualTo("freeze");
            assertThat(paused.pause().until()).isAfter(Instant.now());
            assertThat(paused.message())
                    .startsWith("The queue backlog is paused by ada@example.com: freeze")
                    .contains("It ends by itself at ");
        });
        sql.execute(
                "update queue set paused_until = now() where paused_at is not null and organization_id = ?",
                organization.value());
        assertThat(reasons(job)).isEmpty();
    }

    @Test
    void tellsThatTheWorkflowIsNotStarted() {
        agent(1);
        Job job = job();
        sql.execute(
                "update job set workflow_started = false, workflow_error = 'away' where id = ?",
                job.id().value());
        assertThat(reasons(job)).containsExactly(new SchedulingReason.WaitingForTemporal("away"));
    }

    @Test
    void tellsThatNoAgentIsThere() {
        Job job = job();
        assertThat(reasons(job)).containsExactly(new SchedulingReason.NoAgentOnline(0));
        AgentIdentity agent = world.enrol(organization, "box");
        assertThat(reasons(job)).containsExactly(new SchedulingReason.NoAgentOnline(1));
        agentIs(agent, "status = 'offline', removed_at = now()");
        assertThat(reasons(job)).containsExactly(new SchedulingReason.NoAgentOnline(0));
    }

    @Test
    void anAgentWhoseStreamBrokeIsNotThere() {
        Job job = job();
        AgentIdentity agent = agent(1);
        assertThat(reasons(job)).isEmpty();
        agentIs(agent, "node_id = null, disconnected_at = now()");
        assertThat(reasons(job)).containsExactly(new SchedulingReason.NoAgentOnline(1));
    }

    @Test
    void impossibleLabelsAreNamed() {
        agent(1, "linux");
        Job job = job("gpu", "linux");
        assertThat(reasons(job))
                .containsExactly(new SchedulingReason.NoAgentWithLabels(List.of("gpu", "linux"), List.of("gpu"), 0));
        agent(1, "gpu");
        assertThat(reasons(job))
                .containsExactly(new SchedulingReason.NoAgentWithLabels(List.of("gpu", "linux"), List.of(), 0));
        AgentIdentity both = agent(1, "gpu", "linux", "big");
        assertThat(reasons(job)).isEmpty();
        sql.execute(
                "update agent set status = 'offline', node_id = null where organization_id = ?", organization.value());
        agent(1, "linux");
        assertThat(reasons(job))
                .containsExactly(new SchedulingReason.NoAgentWithLabels(List.of("gpu", "linux"), List.of("gpu"), 1));
        agentIs(both, "removed_at = now()");
        assertThat(reasons(job))
                .containsExactly(new SchedulingReason.NoAgentWithLabels(List.of("gpu", "linux"), List.of("gpu"), 0));
    }

    @Test
    void tellsThatEveryAbleAgentIsDraining() {
        agent(1);
        AgentIdentity first = agent(1, "linux");
        AgentIdentity second = agent(1, "linux");
        Job job = job("linux");
        agentIs(first, "drain_requested_at = now(), drain_requested_by = '{\"kind\": \"SYSTEM\"}'");
        assertThat(reasons(job)).isEmpty();
        agentIs(second, "session_draining = true");
        assertThat(reasons(job)).containsExactly(new SchedulingReason.AgentsDraining(2));
    }

    @Test
    void countsBusyPlacesOfAbleAgentsAlone() {
        agent(2, "linux");
        Job first = job("linux");
        Job second = job("linux");
        Job third = job("linux");
        agent(5);
        assertThat(features.attemptClaims.claim(organization, 1)).isOne();
        assertThat(reasons(second)).isEmpty();
        assertThat(features.attemptClaims.claim(organization, 1)).isOne();
        assertThat(reasons(third)).containsExactly(new SchedulingReason.AgentsBusy(1, 2));
        assertThat(explain(first).state()).isEqualTo(State.RUNNING);
        assertThat(explain(first).reasons()).isEmpty();
    }

    @Test
    void tellsThatTheFreeAgentsRest() {
        AgentIdentity agent = agent(1);
        Job job = job();
        agentIs(agent, "rests_until = now() + interval '1 minute'");
        assertThat(reasons(job))
                .singleElement()
                .isInstanceOfSatisfying(
                        SchedulingReason.AgentsResting.class,
                        resting -> assertThat(resting.until()).isAfter(Instant.now()));
        agent(1);
        assertThat(reasons(job)).isEmpty();
    }

    @Test
    void tellsTheLimitWithWhatRuns() {
        agent(5);
        job();
        Job waiting = job();
        assertThat(features.attemptClaims.claim(organization, 1)).isOne();
        features.settings.replace(organization, TestFeatures.ADA, TestFeatures.running(1), new ExpectedVersion.Any());
        assertThat(reasons(waiting)).containsExactly(new SchedulingReason.ConcurrencyLimit(1, 1));
        features.settings.replace(organization, TestFeatures.ADA, TestFeatures.running(2), new ExpectedVersion.Any());
        assertThat(reasons(waiting)).isEmpty();
    }

    @Test
    void tellsPlaceAndReworkThatGoesFirst() {
        agent(1);
        Job rework = job();
        sql.execute("update job set queue = 'rework' where id = ?", rework.id().value());
        job();
        Job second = job();
        JobScheduling scheduling = explain(second);
        assertThat(scheduling.position()).hasValue(2);
        assertThat(scheduling.reasons())
                .containsExactly(
                        new SchedulingReason.ReworkFirst(1), new SchedulingReason.JobsAhead(OptionalInt.of(2), 2));
        assertThat(reasons(rework)).isEmpty();
        features.queuePauses.pause(organization, QueueName.REWORK, TestFeatures.ADA, new PauseQueue(null, null, null));
        assertThat(reasons(second)).containsExactly(new SchedulingReason.JobsAhead(OptionalInt.of(2), 2));
    }

    @Test
    void whatDoesNotWaitHasNoReasons() {
        Job job = job();
        features.jobs.cancel(organization, TestFeatures.ADA, job.id(), null);
        assertThat(explain(job).state()).isEqualTo(State.NOT_QUEUED);
        assertThat(explain(job).reasons()).isEmpty();
        assertThat(explain(job).position()).isEmpty();
        DomainException foreign = catchThrowableOfType(
                DomainException.class, () -> features.scheduling.explain(world.organization(), job.id()));
        assertThat(foreign.code()).isEqualTo(ErrorCode.NOT_FOUND);
        DomainException unknown = catchThrowableOfType(
                DomainException.class, () -> features.scheduling.explain(organization, new JobId(UUID.randomUUID())));
        assertThat(unknown.code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    /** Attempts of a job that have ended, each after so many seconds. */
    private void endedAttempts(AgentIdentity agent, int count, int seconds) {
        Job job = job();
        sql.execute("update job set status = 'completed' where id = ?", job.id().value());
        for (int number = 1; number <= count; number++) {
            sql.execute(
                    """
                    insert into attempt (id, organization_id, job_id, number, agent_id, slot, lease, status,
                        offer_expires_at, accepted_at, ended_at, concluded)
                    values (?, ?, ?, ?, ?, 1, 'lease', 'succeeded', now(), now() - ? * interval '1 second', now(), true)
                    """,
                    UUID.randomUUID(),
                    organization.value(),
                    job.id().value(),
                    number,
                    agent.id().value(),
                    seconds);
        }
    }

    @Test
    void estimatesFromTheMedianOfWhatEndedLately() {
        AgentIdentity agent = agent(2);
        endedAttempts(agent, 4, 100);
        job();
        job();
        job();
        Job waiting = job();
        assertThat(explain(waiting).estimatedStart()).isEmpty();
        endedAttempts(agent, 5, 300);
        assertThat(features.attemptClaims.claim(organization, 1)).isOne();
        assertThat(features.attemptClaims.claim(organization, 1)).isOne();

        // Two busy places, one job before it: the second end lets it start.
        assertThat(explain(waiting).estimatedStart()).hasValueSatisfying(estimate -> {
            assertThat(estimate.at())
                    .isBetween(
                            Instant.now().plusSeconds(300 - 30), Instant.now().plus(Duration.ofSeconds(300)));
            assertThat(estimate.basis())
                    .isEqualTo("9 attempts that ended in the last 24 hours took 300 s (median). Agents that could take "
                            + "it have 2 places, 0 free; 1 jobs are before it.");
        });
        features.queuePauses.pause(organization, QueueName.BACKLOG, TestFeatures.ADA, new PauseQueue(null, null, null));
        assertThat(explain(waiting).estimatedStart()).isEmpty();
    }

    @Test
    void attemptsOfYesterdayAndLostOnesTellNothing() {
        AgentIdentity agent = agent(1);
        endedAttempts(agent, 9, 100);
        Job waiting = job();
        assertThat(explain(waiting).estimatedStart()).isPresent();
        sql.execute(
                "update attempt set status = 'lost' where organization_id = ? and number > 4", organization.value());
        assertThat(explain(waiting).estimatedStart()).isEmpty();
        sql.execute(
                "update attempt set status = 'succeeded', ended_at = ended_at - interval '25 hours' where organization_id = ?",
                organization.value());
        assertThat(explain(waiting).estimatedStart()).isEmpty();
    }
}
