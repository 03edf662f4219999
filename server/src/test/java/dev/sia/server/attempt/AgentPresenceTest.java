package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.Agent;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.db.Tx;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventType;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether agents are there, and what people do with them. */
class AgentPresenceTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        agent = play.agent(2);
    }

    private Agent now() {
        return play.features.agents.find(play.organization, agent.id());
    }

    private List<String> told() {
        return play.events().stream()
                .filter(event -> event.agentId() != null && event.jobId() == null)
                .map(event -> event.type() + " " + event.agentStatus())
                .toList();
    }

    private void passGrace() {
        play.sql.execute(
                "update agent set disconnected_at = now() - interval '1 hour' where id = ? and disconnected_at is not null",
                agent.id().value());
        play.features.attemptSweep.run();
    }

    @Test
    void goesOfflineWhenItDoesNotComeBackWithinItsGrace() {
        play.features.agentSessions.disconnect(agent, 1, "disconnected");
        play.features.attemptSweep.run();
        assertThat(now().status()).isEqualTo(AgentStatus.ONLINE);
        assertThat(now().connected()).isFalse();

        passGrace();

        assertThat(now().status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(now().statusReason()).isEqualTo("did not come back within its grace (disconnected)");
        assertThat(told()).endsWith("AGENT_STATUS_CHANGED offline");
        passGrace();
        assertThat(told().stream().filter("AGENT_STATUS_CHANGED offline"::equals))
                .hasSize(1);
    }

    @Test
    void manyThatStayAwayGoOfflineEachWithItsEvent() {
        List<AgentIdentity> many =
                IntStream.range(0, 20).mapToObj(i -> play.agent(1)).toList();
        play.features.agentPresence.disconnectAllOf(TestFeatures.NODE, "the server stopped");
        assertThat(told().stream().filter(told -> told.endsWith("offline") && told.startsWith("AGENT_STATUS")))
                .isEmpty();
        play.sql.execute(
                "update agent set disconnected_at = now() - interval '1 hour' where node_id is null and status = 'online'");

        play.features.attemptSweep.run();

        assertThat(told().stream().filter("AGENT_STATUS_CHANGED offline"::equals))
                .hasSize(many.size() + 1);
        assertThat(play.events())
                .extracting(Event::number)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    /** Whoever gives jobs to several agents locks them in the order of the queue: the node that stops must not be in the way. */
    @Test
    void nodeThatStopsHoldsNoAgentWhileItWaitsForAnother() throws Exception {
        AgentIdentity other = play.agent(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> stopping = postgres.database().acrossOrganizations(tx -> {
                lock(tx, other);
                Future<?> disconnecting = threads.submit(
                        () -> play.features.agentPresence.disconnectAllOf(TestFeatures.NODE, "the server stopped"));
                await().until(() -> disconnecting.isDone() || play.sql.waiting() > 0);
                lock(tx, agent);
                return disconnecting;
            });
            stopping.get();
        }
        assertThat(now().connected()).isFalse();
        assertThat(play.features.agents.find(play.organization, other.id()).connected())
                .isFalse();
    }

    private static void lock(Tx tx, AgentIdentity agent) {
        TestSql.lock(tx, "agent where id = ?", agent.id().value());
    }

    @Test
    void comesBackToAnyNodeWithoutAnEvent() {
        play.features.agentSessions.disconnect(agent, 1, "disconnected");
        List<String> before = told();
        play.attach(agent, 2, List.of());

        assertThat(told()).isEqualTo(before);
        assertThat(now().connected()).isTrue();
        passGrace();
        assertThat(now().status()).isEqualTo(AgentStatus.ONLINE);
    }

    @Test
    void heartbeatsOfThousandsAreTwoStatementsAndTellWhichSessionsAreOver() {
        AgentIdentity superseded = play.agent(1);
        play.attach(superseded, 1, List.of());
        AgentIdentity gone = play.agent(1);
        play.features.agentSessions.leave(gone, 1, "bye");
        play.sql.execute("update agent set last_seen_at = now() - interval '1 minute'");

        play.features.agentHeartbeats.heard(agent.id(), 1);
        play.features.agentHeartbeats.heard(superseded.id(), 1);
        play.features.agentHeartbeats.heard(gone.id(), 1);
        play.features.agentHeartbeats.flush();

        assertThat(play.world.gateway.over).containsExactlyInAnyOrder(superseded.id(), gone.id());
        assertThat(play.sql.count(
                        "agent where last_seen_at > now() - interval '30 seconds' and id = ?",
                        agent.id().value()))
                .isEqualTo(1);
        assertThat(play.sql.count(
                        "agent where last_seen_at > now() - interval '30 seconds' and organization_id = ?",
                        play.organization.value()))
                .isEqualTo(1);
        play.features.agentHeartbeats.flush();
        assertThat(play.world.gateway.over).hasSize(2);
    }

    @Test
    void heartbeatDoesNotWaitForARowThatSomebodyElseHasLocked() {
        Attempt attempt = play.run(play.job("job"), agent);
        play.expireLease(attempt);
        postgres.database().runAcrossOrganizations(tx -> {
            tx.mapper(AttemptMapper.class).lock(attempt.id());
            assertThat(inAnotherThread(() -> play.features.agentSessions.heartbeats(Map.of(agent.id(), 1L))))
                    .isEmpty();
        });
        assertThat(play.features.agentSessions.heartbeats(Map.of(agent.id(), 1L)))
                .isEmpty();
        play.features.attemptSweep.run();
        assertThat(play.features
                        .attempts
                        .latest(play.organization, attempt.jobId())
                        .orElseThrow()
                        .status())
                .isEqualTo(AttemptStatus.RUNNING);
    }

    private static <T> T inAnotherThread(java.util.concurrent.Callable<T> work) {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(work).get(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void drainLastsOverSessionsUntilItIsTakenBack() {
        Agent drained = play.features.agents.drain(play.organization, agent.id(), TestFeatures.ADA, "disk is full");
        assertThat(drained.status()).isEqualTo(AgentStatus.DRAINING);
        assertThat(drained.statusReason()).isEqualTo("disk is full");
        assertThat(drained.drain())
                .hasValueSatisfying(drain -> assertThat(drain.by()).isEqualTo(TestFeatures.ADA));
        assertThat(play.features.agents.drain(play.organization, agent.id(), TestFeatures.ADA, "again"))
                .isEqualTo(drained);
        play.job("waits");
        assertThat(play.claimNext()).isFalse();

        play.features.agentSessions.leave(agent, 1, "bye");
        assertThat(now().status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(play.attach(agent, 2, List.of()).drain()).isEqualTo("disk is full");
        assertThat(now().status()).isEqualTo(AgentStatus.DRAINING);
        assertThat(play.claimNext()).isFalse();

        Agent resumed = play.features.agents.resume(play.organization, agent.id(), TestFeatures.ADA);
        assertThat(resumed.status()).isEqualTo(AgentStatus.ONLINE);
        assertThat(resumed.drain()).isEmpty();
        assertThat(play.claimNext()).isTrue();
        assertThat(told())
                .endsWith(
                        "AGENT_STATUS_CHANGED draining",
                        "AGENT_STATUS_CHANGED offline",
                        "AGENT_STATUS_CHANGED draining",
                        "AGENT_STATUS_CHANGED online");
        assertThat(AttemptFixture.refusal(
                        () -> play.features.agents.resume(play.organization, agent.id(), TestFeatures.ADA)))
                .isEqualTo(ErrorCode.AGENT_NOT_DRAINING);
    }

    @Test
    void drainOfAnAgentThatIsOfflineIsTold() {
        play.features.agentSessions.leave(agent, 1, "bye");
        Agent drained = play.features.agents.drain(play.organization, agent.id(), TestFeatures.ADA, null);

        assertThat(drained.status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(drained.statusReason()).isEqualTo("bye");
        assertThat(drained.drain()).isPresent();
        assertThat(told()).endsWith("AGENT_UPDATED offline");
    }

    @Test
    void newNameIsTold() {
        assertThat(play.features
                        .agents
                        .rename(play.organization, agent.id(), TestFeatures.ADA, "big box")
                        .name())
                .isEqualTo("big box");
        List<String> before = told();
        play.features.agents.rename(play.organization, agent.id(), TestFeatures.ADA, "big box");

        assertThat(told()).isEqualTo(before).endsWith("AGENT_UPDATED online");
        assertThat(play.events().getLast().reason()).contains("before it was called agent");
    }

    @Test
    void isNotRemovedWhileItHasAttemptsUnlessForced() {
        Job running = play.job("running");
        Attempt accepted = play.run(running, agent);
        Job offered = play.job("offered");
        Attempt open = play.claim(offered);
        assertThat(AttemptFixture.refusal(() ->
                        play.features.agentRemoval.remove(play.organization, agent.id(), TestFeatures.ADA, false)))
                .isEqualTo(ErrorCode.AGENT_BUSY);
        assertThat(now().connected()).isTrue();

        Agent removed = play.features.agentRemoval.remove(play.organization, agent.id(), TestFeatures.ADA, true);

        assertThat(removed.status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(AttemptFixture.refusal(this::now)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(play.features.agents.list(play.organization, null, 10)).isEmpty();
        assertThat(play.latest(running).status()).isEqualTo(AttemptStatus.LOST);
        assertThat(play.latest(running).failure()).extracting("failureClass").isEqualTo(FailureClass.AGENT_LOST);
        assertThat(play.features.attempts.latest(play.organization, offered.id()))
                .isEmpty();
        assertThat(play.world.gateway.lost).containsExactlyInAnyOrder(accepted.id(), open.id());
        assertThat(play.events()).extracting(Event::type).contains(EventType.AGENT_REMOVED);
        assertThat(AttemptFixture.refusal(() -> play.attach(agent, 1, List.of())))
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void belongsToItsOrganizationAlone() {
        OrganizationId foreign = play.world.organization();
        for (Runnable act : List.<Runnable>of(
                () -> play.features.agents.drain(foreign, agent.id(), TestFeatures.ADA, null),
                () -> play.features.agents.resume(foreign, agent.id(), TestFeatures.ADA),
                () -> play.features.agents.rename(foreign, agent.id(), TestFeatures.ADA, "mine"),
                () -> play.features.agentRemoval.remove(foreign, agent.id(), TestFeatures.ADA, true))) {
            assertThat(AttemptFixture.refusal(act::run)).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void openHintsAreToldAgainWhenItAttaches() {
        Attempt attempt = play.run(play.job("job"), agent);
        UUID hint = UUID.randomUUID();
        play.sql.execute(
                "insert into hint (id, organization_id, job_id, attempt_id, text, actor) values (?, ?, ?, ?, 'look there', '{\"kind\": \"user\", \"name\": \"Ada\"}')",
                hint,
                play.organization.value(),
                attempt.jobId().value(),
                attempt.id().value());
        HeldAttempt held = new HeldAttempt(attempt.id(), attempt.lease());

        assertThat(play.attach(agent, 2, List.of(), held).hints())
                .containsExactly(new AttemptHint(hint, attempt.id(), "look there", "Ada"));
        play.features.attemptReports.hintAcknowledged(agent, attempt.id(), attempt.lease(), hint);
        assertThat(play.attach(agent, 2, List.of(), held).hints()).isEmpty();
        assertThat(AttemptFixture.refusal(() ->
                        play.features.attemptReports.hintAcknowledged(agent, attempt.id(), Lease.generate(), hint)))
                .isEqualTo(ErrorCode.LEASE_LOST);
    }
}
