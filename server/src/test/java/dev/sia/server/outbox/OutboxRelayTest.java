package dev.sia.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.db.Tx;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutboxRelayTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private final Temporal temporal = new Temporal();
    private final TestSql sql = new TestSql(postgres.database());
    private TestFeatures world;
    private OrganizationId organization;
    private OutboxRelay relay;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        organization = world.organization();
        sql.execute("delete from outbox");
        relay = relay(new JobWorkflowStarts(world.signals));
    }

    @AfterEach
    void stop() {
        temporal.mayAnswer.release(10_000);
        relay.close();
    }

    @Test
    void failedCallIsRepeatedUntilItSucceedsAndTheJobSaysSo() {
        temporal.down = true;
        relay.start();
        Job job = create("job");
        await().until(() -> now(job).workflowError() != null);
        assertThat(now(job).workflowError()).isEqualTo("It said: Temporal is down");
        assertThat(now(job).workflowStarted()).isFalse();
        await().until(() -> temporal.tries.get() >= 3);
        temporal.down = false;
        awaitKept();
        assertThat(now(job).workflowStarted()).isTrue();
        assertThat(now(job).workflowError()).isNull();
        assertThat(temporal.calls).containsExactly("start " + job.id());
    }

    @Test
    void pausesGrowUpToABound() {
        temporal.down = true;
        Job job = create("job");
        // As if another node had tried and died.
        relay = anotherNodesRelay();
        sql.execute("update outbox set tries = 60, next_try_at = now()");
        relay.start();
        await().until(() -> temporal.tries.get() == 1);
        await().until(() -> now(job).workflowError() != null);
        List<Double> pause = sql.column(
                Double.class, "select extract(epoch from next_try_at - now())::float8 from outbox where tries = 61");
        assertThat(pause)
                .singleElement()
                .satisfies(seconds -> assertThat(seconds).isBetween(10.0, 30.5));
    }

    @Test
    void whatFailedIsTriedAtOnceWhenTemporalIsBack() {
        temporal.down = true;
        relay.start();
        Job job = create("job");
        await().until(() -> sql.count("outbox where tries > 0") == 1);
        sql.execute("update outbox set next_try_at = now() + interval '1 hour'");
        temporal.down = false;
        relay.retryNow();
        awaitKept();
        assertThat(temporal.calls).containsExactly("start " + job.id());
    }

    /** Whoever keeps promises deletes several at once, in no order. */
    @Test
    void retryingNowWaitsForNobody() {
        create("in hand");
        create("waiting");
        sql.execute("update outbox set tries = 1, next_try_at = now() + interval '1 hour'");

        postgres.database().runAcrossOrganizations(tx -> {
            TestSql.lock(tx, "outbox where id = (select min(id) from outbox)");
            Thread.startVirtualThread(relay::retryNow);
            await().until(() -> sql.count("outbox where next_try_at <= now()") == 1);
        });
        assertThat(sql.count("outbox where next_try_at > now()")).isEqualTo(1);
    }

    @Test
    void rowsOfARelayThatDiedAreTakenUpAgain() {
        Job job = create("job");
        // In the hand of a node that is no more: hidden for a while, then due.
        relay = anotherNodesRelay();
        sql.execute("update outbox set next_try_at = now() + interval '1 second'");
        relay.start();
        awaitKept();
        assertThat(temporal.calls).containsExactly("start " + job.id());
    }

    @Test
    void callWhoseSuccessCouldNotBeNotedIsMadeAgain() {
        AtomicInteger failures = new AtomicInteger();
        relay = relay(new WorkflowStarts() {
            @Override
            public void started(Tx tx, List<UUID> jobIds) {
                if (failures.incrementAndGet() <= 2) {
                    throw new IllegalStateException("the database went away");
                }
            }

            @Override
            public void failed(Tx tx, UUID jobId, String reason) {}
        });
        Job first = create("first");
        relay.start();
        await().until(() -> failures.get() == 2);
        Job second = create("second");
        await().until(() -> temporal.calls.contains("start " + second.id()));
        sql.execute("update outbox set next_try_at = now()");
        awaitKept();
        assertThat(temporal.calls.stream().filter(call -> call.equals("start " + first.id())))
                .hasSize(2);
    }

    @Test
    void everyKindOfPromiseIsKept() {
        Job job = create("job");
        byte[] token = {0, 1, -1};
        Outbox outbox = world.features.outbox;
        relay.start();
        postgres.database().runAcrossOrganizations(tx -> {
            outbox.wakeWorkflow(tx, job.id().value());
            outbox.completeAttempt(tx, job.id().value(), token);
        });
        awaitKept();
        assertThat(temporal.calls)
                .containsExactlyInAnyOrder(
                        "start " + job.id(), "wake " + job.id(), "complete " + job.id() + Arrays.toString(token));
    }

    @Test
    void manyPromisesAreKeptAFewAtATime() {
        int count = 100;
        IntStream.range(0, count).forEach(number -> create("job " + number));
        relay.start();
        awaitKept();
        assertThat(temporal.calls).hasSize(count).doesNotHaveDuplicates();
        assertThat(temporal.mostAtOnce.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void promiseThatCannotBeKeptHoldsUpNoOther() {
        Job broken = create("broken");
        temporal.refused = broken.id().value();
        relay.start();
        Job fine = create("fine");
        await().until(() -> temporal.calls.contains("start " + fine.id()));
        assertThat(now(broken).workflowStarted()).isFalse();
    }

    @Test
    void stopsAfterTheCallsThatAreUnderWay() throws Exception {
        IntStream.range(0, 60).forEach(number -> create("job " + number));
        temporal.mayAnswer.drainPermits();
        relay.start();
        await().until(() -> temporal.atOnce.get() == 8);
        Thread closing = Thread.ofVirtual().start(relay::close);
        await().until(() -> closing.getState() == Thread.State.WAITING);
        temporal.mayAnswer.release(10_000);
        assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
        assertThat(temporal.calls).hasSizeLessThan(60);
        assertThat(sql.count("outbox")).isEqualTo(60 - temporal.calls.size());
    }

    private Job create(String prompt) {
        return world.features.jobs.create(organization, TestFeatures.ADA, TestFeatures.wish(prompt), null);
    }

    /** Knows nothing of what this node's transactions have in hand. */
    private OutboxRelay anotherNodesRelay() {
        return new OutboxRelay(postgres.database(), new Outbox(), temporal, new JobWorkflowStarts(world.signals));
    }

    private OutboxRelay relay(WorkflowStarts starts) {
        return new OutboxRelay(postgres.database(), world.features.outbox, temporal, starts);
    }

    private void awaitKept() {
        await().until(() -> sql.count("outbox") == 0);
    }

    private Job now(Job job) {
        return world.features.jobs.find(organization, job.id());
    }

    /** Notes the calls; can be down, refuse one job, and be slow. */
    private static final class Temporal implements WorkflowCalls {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final AtomicInteger tries = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();
        final Semaphore mayAnswer = new Semaphore(1_000_000);
        volatile boolean down;
        volatile UUID refused = new UUID(0, 0);

        @Override
        public void start(UUID jobId) {
            call("start " + jobId, jobId);
        }

        @Override
        public void assign(UUID jobId, Assignment made) {
            call("assign " + jobId + " " + made, jobId);
        }

        @Override
        public void wake(UUID jobId) {
            call("wake " + jobId, jobId);
        }

        @Override
        public void completeAttempt(UUID jobId, byte[] taskToken) {
            call("complete " + jobId + Arrays.toString(taskToken), jobId);
        }

        @Override
        public String explain(RuntimeException failure) {
            return "It said: " + failure.getMessage();
        }

        private void call(String name, UUID jobId) {
            tries.incrementAndGet();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                mayAnswer.acquireUninterruptibly();
                if (down || jobId.equals(refused)) {
                    throw new IllegalStateException("Temporal is down");
                }
                calls.add(name);
            } finally {
                atOnce.decrementAndGet();
            }
        }
    }
}
