package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.Offer;
import dev.sia.server.agent.Agent;
import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.agent.PresenceMapper;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventType;
import dev.sia.server.organization.OrganizationId;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    static final AttemptTimes HASTY =
            new AttemptTimes(Duration.ofMinutes(1), Duration.ofMillis(300), Duration.ofMinutes(2), Duration.ofHours(1));

    static AgentEdge edge;

    OrganizationId organization;
    String credential;

    @BeforeAll
    static void start() {
        edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void enrol() {
        organization = edge.organization();
        credential = edge.agent(organization);
    }

    private Agent agent() {
        return edge.features.agents.find(organization, edge.idOf(credential));
    }

    /** Its connection is lost, and it is waited for. */
    private void awaitAway(String reason) {
        await().untilAsserted(() -> {
            assertThat(agent().connected()).isFalse();
            assertThat(agent().status()).isEqualTo(AgentStatus.ONLINE);
            assertThat(agent().statusReason()).isEqualTo(reason);
        });
    }

    private List<String> statusesTold() {
        EventFilter all = new EventFilter(null, Set.of(EventType.AGENT_STATUS_CHANGED));
        return edge.features.events.after(organization, all, 0, 100).events().stream()
                .map(event -> event.agentStatus() + ": " + event.reason())
                .toList();
    }

    private void awaitOffline(String reason) {
        await().untilAsserted(() -> {
            assertThat(agent().status()).isEqualTo(AgentStatus.OFFLINE);
            assertThat(agent().statusReason()).isEqualTo(reason);
        });
    }

    @Test
    void beginsWithTheTermsAndMakesTheAgentOnline() {
        try (TestAgent agent = edge.connect(credential)) {
            Attached attached = agent.attached(
                    TestAgent.attach().clearLabels().addLabels("linux").addLabels("big"));

            assertThat(attached.getAgentId()).isEqualTo(agent().id().toString());
            assertThat(attached.getSessionEpoch()).isEqualTo(1);
            assertThat(attached.getServerVersion()).isEqualTo("1.2.3");
            assertThat(attached.getHeartbeatInterval().getSeconds()).isEqualTo(10);
            assertThat(attached.getGrace().getSeconds()).isEqualTo(120);
            assertThat(attached.getLogLimits().getMaxBatchLines()).isEqualTo(1000);
            assertThat(agent().status()).isEqualTo(AgentStatus.ONLINE);
            assertThat(agent().labels()).containsExactly("big", "linux");
            assertThat(agent().capacity()).isEqualTo(2);
            assertThat(agent().version()).isEqualTo("0.1.0");
            assertThat(agent().nodeId()).isEqualTo("node-1");
        }
        awaitAway("disconnected");
    }

    @Test
    void isWaitedForWhenItsConnectionBreaksAndComesBackWithoutAWord() {
        TestAgent agent = edge.connect(credential);
        agent.attached();
        agent.close();
        awaitAway("disconnected");
        assertThat(edge.claim(organization)).isFalse();

        try (TestAgent again = edge.connect(credential)) {
            assertThat(again.attached().getSessionEpoch()).isEqualTo(2);
            assertThat(agent().connected()).isTrue();
            assertThat(agent().statusReason()).isEqualTo("connected");
            assertThat(statusesTold()).containsExactly("online: connected");
        }
    }

    @Test
    void isGivenNothingWhileItIsAway() {
        TestAgent agent = edge.connect(credential);
        agent.attached();
        agent.close();
        awaitAway("disconnected");
        edge.job(organization, "waits");

        assertThat(edge.claim(organization)).isFalse();
    }

    @Test
    void finishesWhatItHasAndIsGivenNoMoreWhenItSaysThatItIsGoingToStop() {
        try (TestAgent agent = edge.connect(credential)) {
            agent.attached();
            agent.accept(offer(agent, "taken before"));
            agent.send(ConnectRequest.newBuilder()
                    .setDrain(Drain.newBuilder().setReason("SIGTERM"))
                    .build());
            await().until(() -> agent().status() == AgentStatus.DRAINING);
            edge.job(organization, "for another one");

            assertThat(edge.claim(organization)).isFalse();
            assertThat(agent().drain()).hasValueSatisfying(drain -> {
                assertThat(drain.by()).isEqualTo(agent().actor());
                assertThat(drain.reason()).isEqualTo("SIGTERM");
            });
            agent.leave();
            awaitOffline("the agent closed the stream");
        }
        try (TestAgent again = edge.connect(credential)) {
            again.attached();
            assertThat(agent().status()).isEqualTo(AgentStatus.ONLINE);
        }
        assertThat(statusesTold())
                .containsExactly(
                        "online: connected",
                        "draining: SIGTERM",
                        "offline: the agent closed the stream",
                        "online: connected");
    }

    private Offer offer(TestAgent agent, String title) {
        edge.offered(organization, title);
        return agent.next().getOffer();
    }

    @Test
    void refusesAnAgentThatTakesItsDrainBack() {
        TestAgent agent = edge.connect(credential);
        agent.attached();
        agent.send(ConnectRequest.newBuilder()
                .setDrain(Drain.newBuilder().setOver(true))
                .build());

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(agent.ended().getDescription()).startsWith("drain.over must");
    }

    @Test
    void isToldWhenPeopleDrainItAndWhenTheyTakeThatBack() {
        AgentId id = edge.idOf(credential);
        try (TestAgent agent = edge.connect(credential)) {
            agent.attached();
            edge.features.agents.drain(organization, id, AgentEdge.USER, "disk is full");
            Drain drain = agent.next().getDrain();
            assertThat(drain.getReason()).isEqualTo("disk is full");
            assertThat(drain.getOver()).isFalse();
        }
        awaitAwayDraining();
        try (TestAgent again = edge.connect(credential)) {
            again.attached();
            assertThat(again.next().getDrain().getReason()).isEqualTo("disk is full");

            edge.features.agents.resume(organization, id, AgentEdge.USER);
            assertThat(again.next().getDrain().getOver()).isTrue();
        }
        assertThat(statusesTold())
                .containsExactly("online: connected", "draining: disk is full", "online: the drain was taken back");
    }

    private void awaitAwayDraining() {
        await().until(() -> !agent().connected() && agent().status() == AgentStatus.DRAINING);
    }

    @Test
    void endsForGoodWhenTheAgentIsRemoved() {
        TestAgent agent = edge.connect(credential);
        agent.attached();
        AgentId id = edge.idOf(credential);

        edge.features.agentRemoval.remove(organization, id, AgentEdge.USER, false);

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(edge.connect(credential).ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void endsOnceHoweverTheStreamEnds() {
        TestAgent agent = edge.connect(credential);
        agent.attached();

        agent.leave();

        assertThat(agent.ended()).isEqualTo(Status.OK);
        awaitOffline("the agent closed the stream");
        agent.close();
        EventFilter all = new EventFilter(null, Set.of(EventType.AGENT_STATUS_CHANGED));
        assertThat(edge.features.events.after(organization, all, 0, 100).events())
                .extracting(event -> event.agentStatus())
                .containsExactly("online", "offline");
    }

    @Test
    void takesNoticeOfAnotherMinorVersionAndOfUnknownFramesOnlyQuietly() {
        try (TestAgent agent = edge.connect(credential)) {
            agent.attached(TestAgent.attach().setProtocolMinor(7));
            agent.send(ConnectRequest.getDefaultInstance());
            agent.heartbeat();

            edge.offered(organization, "still there");
            assertThat(agent.next().hasOffer()).isTrue();
        }
    }

    @Test
    void needsTheCredentialOfAnAgent() {
        for (String wrong : List.of("sia_ag_unknown", edge.enrolmentToken(organization, 1))) {
            Status status = edge.connect(wrong).ended();
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(status.getDescription()).contains("not valid").doesNotContain(wrong);
        }
    }

    @Test
    void needsAttachFirst() {
        TestAgent agent = edge.connect(credential);
        agent.heartbeat();

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(agent.ended().getDescription()).contains("attach");
        assertThat(agent().sessionEpoch()).isZero();
    }

    @Test
    void takesAttachOnlyOnce() {
        TestAgent agent = edge.connect(credential);
        agent.attached();
        agent.send(ConnectRequest.newBuilder().setAttach(TestAgent.attach()).build());

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void needsTheSameMajorVersion() {
        TestAgent agent = edge.connect(credential);
        agent.send(ConnectRequest.newBuilder()
                .setAttach(TestAgent.attach().setProtocolMajor(2))
                .build());

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(agent.ended().getDescription()).contains("major version 1").contains("2");
        assertThat(agent().status()).isEqualTo(AgentStatus.OFFLINE);
    }

    static Stream<Arguments> wrongAttachments() {
        return Stream.of(
                wrong("attach.capacity", attach -> attach.setCapacity(0)),
                wrong("attach.capacity", attach -> attach.setCapacity(65)),
                wrong("attach.capacity", attach -> attach.setCapacity(-1)),
                wrong("attach.labels.1", attach -> attach.addLabels("Upper")),
                wrong("attach.labels.1", attach -> attach.addLabels("a".repeat(64))),
                wrong("attach.labels", attach -> IntStream.range(0, 32).forEach(i -> attach.addLabels("label-" + i))),
                wrong("attach.agent_version", attach -> attach.setAgentVersion("v".repeat(101))),
                wrong("attach.agent_version", attach -> attach.setAgentVersion("v\0")),
                wrong(
                        "attach.held_attempts.0.attempt_id",
                        attach -> attach.addHeldAttempts(held("1-1-1-1-1").setLease("x"))),
                wrong(
                        "attach.held_attempts.0.lease",
                        attach -> attach.addHeldAttempts(held(UUID.randomUUID().toString()))),
                wrong("attach.held_attempts.1.attempt_id", attach -> {
                    HeldAttempt.Builder twice =
                            held(UUID.randomUUID().toString()).setLease("x");
                    attach.addHeldAttempts(twice).addHeldAttempts(twice);
                }));
    }

    private static Arguments wrong(String field, Consumer<Attach.Builder> mistake) {
        return Arguments.of(field, mistake);
    }

    private static HeldAttempt.Builder held(String id) {
        return HeldAttempt.newBuilder().setAttemptId(id);
    }

    @ParameterizedTest
    @MethodSource("wrongAttachments")
    void namesTheFieldThatIsWrongInAttach(String field, Consumer<Attach.Builder> mistake) {
        Attach.Builder attach = TestAgent.attach();
        mistake.accept(attach);
        TestAgent agent = edge.connect(credential);
        agent.send(ConnectRequest.newBuilder().setAttach(attach).build());

        assertThat(agent.ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(agent.ended().getDescription()).startsWith(field + " must");
        assertThat(agent().sessionEpoch()).isZero();
    }

    @Test
    void endsTheOlderSessionOfTheSameAgentHere() {
        TestAgent older = edge.connect(credential);
        older.attached();
        try (TestAgent newer = edge.connect(credential)) {
            assertThat(newer.attached().getSessionEpoch()).isEqualTo(2);

            assertThat(older.ended().getCode()).isEqualTo(Status.Code.ABORTED);
            assertThat(agent().status()).isEqualTo(AgentStatus.ONLINE);
            edge.offered(organization, "for the newer one");
            assertThat(newer.next().hasOffer()).isTrue();
        }
    }

    @Test
    void endsTheOlderSessionOfTheSameAgentOnAnotherNodeAtItsNextHeartbeat() {
        try (AgentEdge otherNode = new AgentEdge(postgres.database(), HASTY);
                TestAgent newer = edge.connect(credential)) {
            TestAgent older = otherNode.connect(credential);
            older.attached();
            newer.attached();

            assertThat(older.ended().getCode()).isEqualTo(Status.Code.ABORTED);
            await().until(() -> otherNode.attachedCount() == 0);
            assertThat(agent().status()).isEqualTo(AgentStatus.ONLINE);
        }
    }

    @Test
    void endsASessionThatIsStoredAsEndedSoThatTheAgentComesBack() {
        try (AgentEdge hasty = new AgentEdge(postgres.database(), HASTY)) {
            TestAgent agent = hasty.connect(credential);
            long epoch = agent.attached().getSessionEpoch();
            AgentId id = edge.idOf(credential);
            postgres.database()
                    .runAcrossOrganizations(
                            tx -> tx.mapper(PresenceMapper.class).leave(id, epoch, "nothing heard from it"));

            assertThat(agent.ended().getCode()).isEqualTo(Status.Code.ABORTED);
        }
    }

    @Test
    void endsWhenHeartbeatsAreMissing() {
        try (AgentEdge hasty = new AgentEdge(postgres.database(), HASTY)) {
            TestAgent agent = hasty.connect(credential);
            agent.attached();
            agent.fallSilent();

            assertThat(agent.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(agent.ended().getDescription()).contains("heartbeat");
            awaitAway("heartbeats missing");
        }
    }

    @Test
    void endsWhenAttachDoesNotComeAtAll() {
        try (AgentEdge hasty = new AgentEdge(postgres.database(), HASTY)) {
            assertThat(hasty.connect(credential).ended().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void livesOnWithHeartbeatsAlone() {
        try (AgentEdge hasty = new AgentEdge(postgres.database(), HASTY);
                TestAgent agent = hasty.connect(credential)) {
            agent.attached();
            var attachedAt = agent().lastSeenAt();

            await().pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            Duration.between(attachedAt, agent().lastSeenAt()).toMillis() > 1500);
            assertThat(agent.isOpen()).isTrue();
        }
    }

    @Test
    void endsWithAWordWhenTheServerStops() {
        AgentEdge stopping = new AgentEdge(postgres.database(), AgentEdge.CALM);
        TestAgent attached = stopping.connect(credential);
        attached.attached();
        TestAgent silent = stopping.connect(stopping.agent(organization));

        stopping.close();

        GoAway word = attached.next().getGoAway();
        assertThat(word.getReason()).contains("stopping");
        assertThat(Durations.toMillis(word.getReconnectAfter())).isEqualTo(500);
        assertThat(Durations.toMillis(word.getReconnectWithin())).isBetween(1500L, 2000L);
        assertThat(attached.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(attached.ended().getDescription()).isEqualTo("The server is stopping; connect again.");
        assertThat(silent.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        // The end of the session is stored when close returns.
        assertThat(agent().statusReason()).isEqualTo("the server stopped");
        assertThat(agent().connected()).isFalse();
    }

    @Test
    void asksAgentsToComeBackWithinHalfOfTheirGrace() {
        Duration grace = Duration.ofSeconds(1);
        AgentEdge stopping = new AgentEdge(
                postgres.database(),
                new AttemptTimes(Duration.ofMinutes(1), Duration.ofSeconds(10), grace, Duration.ofHours(1)));
        TestAgent attached = stopping.connect(credential);
        attached.attached();

        stopping.close();

        GoAway word = attached.next().getGoAway();
        assertThat(Durations.toMillis(word.getReconnectAfter())).isEqualTo(250);
        assertThat(Durations.toMillis(word.getReconnectWithin())).isEqualTo(500);
    }

    @Test
    void refusesFramesThatAreTooBigForTheProtocol() {
        TestAgent agent = edge.connect(credential);
        agent.send(ConnectRequest.newBuilder()
                .setAttach(TestAgent.attach().setAgentVersion("v".repeat(LogLimits.DEFAULT.maxFrameBytes())))
                .build());

        assertThat(agent.ended().getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    }
}
