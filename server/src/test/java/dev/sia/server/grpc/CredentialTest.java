package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.AgentServiceGrpc.AgentServiceBlockingStub;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.server.agent.Agent;
import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventType;
import dev.sia.server.job.Job;
import dev.sia.server.limit.TestLimits;
import dev.sia.server.organization.OrganizationId;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CredentialTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    /** Leases run out at once when nothing keeps them alive. */
    static final AttemptTimes SHORT_GRACE = new AttemptTimes(
            Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofHours(1));

    static AgentEdge edge;

    OrganizationId organization;
    String first;
    AgentId id;

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
        first = edge.agent(organization);
        id = edge.idOf(first);
    }

    private static AgentServiceBlockingStub with(String credential) {
        return AgentServiceGrpc.newBlockingStub(edge.channel).withCallCredentials(new Bearer(credential));
    }

    private static String rotate(String credential) {
        return with(credential)
                .rotateCredential(RotateCredentialRequest.getDefaultInstance())
                .getCredential();
    }

    private static void confirm(String credential) {
        assertThat(with(credential).confirmCredential(ConfirmCredentialRequest.getDefaultInstance()))
                .isNotNull();
    }

    @Test
    void addressThatGuessesHasToWaitWhateverItSendsNext() {
        try (AgentEdge guessed = new AgentEdge(postgres.database(), AgentEdge.CALM)) {
            String right = guessed.agent(guessed.organization());
            for (int i = 0; i < TestLimits.GUESSES; i++) {
                assertThat(code(guessed, "sia_agent_guess" + i)).isEqualTo(Status.Code.UNAUTHENTICATED);
            }
            assertThat(code(guessed, right)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    private static Status.Code code(AgentEdge edge, String credential) {
        try {
            AgentServiceGrpc.newBlockingStub(edge.channel)
                    .withCallCredentials(new Bearer(credential))
                    .confirmCredential(ConfirmCredentialRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    private static void assertRefused(String credential) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> rotate(credential))
                .satisfies(refusal -> {
                    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                    assertThat(refusal.getStatus().getDescription())
                            .contains("Enrol the agent again")
                            .doesNotContain(credential);
                });
        try (TestAgent agent = edge.connect(credential)) {
            assertThat(agent.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    private Agent agent() {
        return edge.features.agents.find(organization, id);
    }

    private List<EventType> told() {
        EventFilter some =
                new EventFilter(null, Set.of(EventType.AGENT_CREDENTIAL_ROTATED, EventType.AGENT_CREDENTIAL_REVOKED));
        return edge.features.events.after(organization, some, 0, 100).events().stream()
                .map(event -> event.type())
                .toList();
    }

    @Test
    void keepsTheOldOneGoodUntilTheNewOneIsUsed() {
        String second = rotate(first);

        assertThat(second).startsWith("sia_ag_").isNotEqualTo(first);
        try (TestAgent agent = edge.connect(first)) {
            assertThat(agent.attached().getAgentId()).isEqualTo(id.toString());
        }
        assertThat(told()).isEmpty();

        confirm(second);
        assertRefused(first);
        confirm(second);
        assertThat(told()).containsExactly(EventType.AGENT_CREDENTIAL_ROTATED);
    }

    @Test
    void isReplacedByTheFirstSessionToo() {
        var issuedAt = agent().credentialIssuedAt();
        String second = rotate(first);

        try (TestAgent agent = edge.connect(second)) {
            assertThat(agent.attached().getAgentId()).isEqualTo(id.toString());
            assertRefused(first);
            assertThat(agent.isOpen()).isTrue();
        }
        assertThat(agent().credentialIssuedAt()).isAfter(issuedAt);
    }

    @Test
    void givesOutAnotherNewOneInPlaceOfOneThatWasNotUsed() {
        String lost = rotate(first);
        String second = rotate(first);

        assertRefused(lost);
        confirm(second);
        assertRefused(first);
    }

    @Test
    void replacesOneThatWasJustGivenOut() {
        String second = rotate(first);
        String third = rotate(second);

        assertRefused(first);
        confirm(third);
        assertRefused(second);
    }

    @Test
    void goesOnWithASessionThatBeganWithTheOldOne() {
        try (TestAgent agent = edge.connect(first)) {
            agent.attached();
            confirm(rotate(first));
            Job job = edge.offered(organization, "goes on");
            var offer = agent.next().getOffer();
            agent.accept(offer);
            assertThat(agent.logged(offer, 1, "one")).isEqualTo(1);
            assertThat(edge.logOf(job)).containsExactly("1 one");
        }
    }

    @Test
    void endsTheStreamWhenItIsRevoked() {
        try (TestAgent agent = edge.connect(first)) {
            agent.attached();

            Agent revoked = edge.features.agents.revokeCredential(organization, id, AgentEdge.USER);

            assertThat(revoked.connected()).isFalse();
            assertThat(revoked.credentialRevokedAt()).isNotNull();
            Status end = agent.ended();
            assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(end.getDescription()).contains("was revoked").contains("new enrolment token");
        }
        assertRefused(first);
        assertThat(told()).containsExactly(EventType.AGENT_CREDENTIAL_REVOKED);
        assertThat(agent().statusReason()).isEqualTo("its credential was revoked");
    }

    @Test
    void revokesOneThatWasGivenOutAndNotUsedToo() {
        String second = rotate(first);

        edge.features.agents.revokeCredential(organization, id, AgentEdge.USER);

        assertRefused(first);
        assertRefused(second);
    }

    @Test
    void staysAsItIsWhenItIsRevokedAgainAndCanThenBeRemoved() {
        Agent revoked = edge.features.agents.revokeCredential(organization, id, AgentEdge.USER);

        assertThat(edge.features.agents.revokeCredential(organization, id, AgentEdge.USER))
                .isEqualTo(revoked);
        assertThat(told()).hasSize(1);
        assertThat(edge.features
                        .agentRemoval
                        .remove(organization, id, AgentEdge.USER, false)
                        .status())
                .isEqualTo(AgentStatus.OFFLINE);
    }

    @Test
    void isGivenNothingAndLosesWhatItHasAfterItsGrace() {
        try (AgentEdge hasty = new AgentEdge(postgres.database(), SHORT_GRACE);
                TestAgent agent = hasty.connect(first)) {
            agent.attached();
            Job job = hasty.offered(organization, "is lost");
            agent.accept(agent.next().getOffer());
            await().until(() -> hasty.attempt(job).status() == AttemptStatus.RUNNING);

            hasty.features.agents.revokeCredential(organization, id, AgentEdge.USER);

            assertThat(agent.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            hasty.job(organization, "waits");
            assertThat(hasty.claim(organization)).isFalse();
            await().untilAsserted(() -> {
                hasty.features.attemptSweep.run();
                assertThat(hasty.attempt(job).status()).isEqualTo(AttemptStatus.LOST);
                assertThat(hasty.features.agents.find(organization, id).status())
                        .isEqualTo(AgentStatus.OFFLINE);
            });
        }
    }
}
