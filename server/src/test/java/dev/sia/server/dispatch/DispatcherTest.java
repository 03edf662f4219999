package dev.sia.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobStatus;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.LocalSignals;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DispatcherTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestFeatures world;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
    }

    @Test
    void everythingThatMayLetAJobGoWakesIt() {
        OrganizationId organization = world.organization();
        try (var dispatcher = new Dispatcher(world.features.attemptClaims, world.signals)) {
            dispatcher.start();
            Job first = world.createJob(organization, "first");
            Job second = world.createJob(organization, "second");
            AgentIdentity agent = world.enrol(organization, "agent");
            world.attach(agent, 1);
            awaitStatus(organization, first, JobStatus.IN_PROGRESS);
            var attempt =
                    world.features.attempts.latest(organization, first.id()).orElseThrow();
            world.features.attemptReports.accept(agent, attempt.id(), attempt.lease());
            assertThat(status(organization, second)).isEqualTo(JobStatus.QUEUED);
            world.features.attemptReports.result(
                    agent, attempt.id(), attempt.lease(), new AttemptOutcome.Cancelled(), new FinalLog(0, null));
            awaitStatus(organization, second, JobStatus.IN_PROGRESS);
        }
    }

    @Test
    void lostSignalCostsNoMoreThanASweep() {
        OrganizationId organization = world.organization();
        world.attach(world.enrol(organization, "agent"), 1);
        Job job = world.createJob(organization, "job");
        try (var dispatcher = new Dispatcher(world.features.attemptClaims, new LocalSignals())) {
            dispatcher.start();
            awaitStatus(organization, job, JobStatus.IN_PROGRESS);
        }
    }

    @Test
    void organizationThatFailsKeepsNoOtherWaiting() {
        OrganizationId broken = world.organization();
        world.attach(world.enrol(broken, "agent"), 1);
        Job stuck = world.createJob(broken, "stuck");
        // Its number is taken, so that giving it out breaks a constraint every time.
        new TestSql(postgres.database())
                .execute("""
                        insert into attempt (id, organization_id, job_id, number, agent_id, slot, lease, status,
                            offer_expires_at, concluded)
                        select ?, organization_id, ?, 1, id, 1, 'x', 'lost', now(), true
                        from agent where organization_id = ?
                        """, UUID.randomUUID(), stuck.id().value(), broken.value());
        OrganizationId fine = world.organization();
        world.attach(world.enrol(fine, "agent"), 3);
        try (var dispatcher = new Dispatcher(world.features.attemptClaims, world.signals)) {
            dispatcher.start();
            for (int number = 0; number < 3; number++) {
                world.createJob(broken, "behind");
                awaitStatus(fine, world.createJob(fine, "job " + number), JobStatus.IN_PROGRESS);
            }
        }
        assertThat(status(broken, stuck)).isEqualTo(JobStatus.QUEUED);
    }

    private void awaitStatus(OrganizationId organization, Job job, JobStatus status) {
        await().until(() -> status(organization, job) == status);
    }

    private JobStatus status(OrganizationId organization, Job job) {
        return world.features.jobs.find(organization, job.id()).status();
    }
}
