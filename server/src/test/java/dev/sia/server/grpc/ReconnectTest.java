package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.Offer;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobStatus;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReconnectTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

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

    private static Attempt attempt(Job job) {
        return edge.attempt(job);
    }

    private static Offer accepted(TestAgent agent, Job job) {
        Offer offer = agent.next().getOffer();
        agent.accept(offer);
        await().until(() -> attempt(job).status() == AttemptStatus.RUNNING);
        return offer;
    }

    private void awaitAway() {
        await().until(() ->
                !edge.features.agents.find(organization, edge.idOf(credential)).connected());
    }

    @Test
    void goesOnWithAHeldAttemptAfterTheLineThatWasStoredLast() {
        Job job;
        Offer offer;
        try (TestAgent before = edge.connect(credential)) {
            before.attached();
            job = edge.offered(organization, "long");
            offer = accepted(before, job);
            assertThat(before.logged(offer, 1, "one", "two", "three")).isEqualTo(3);
        }
        awaitAway();

        try (TestAgent after = edge.connect(credential)) {
            // The last acknowledgement never came through.
            Attached attached = after.attached(TestAgent.held(offer, 1));

            assertThat(attached.getSessionEpoch()).isEqualTo(2);
            assertThat(attached.getVerdictsList()).singleElement().satisfies(verdict -> {
                assertThat(verdict.getAttemptId()).isEqualTo(offer.getAttemptId());
                assertThat(verdict.getAction()).isEqualTo(HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE);
                assertThat(verdict.getAckedLogSeq()).isEqualTo(3);
            });
            assertThat(after.logged(offer, 4, "four")).isEqualTo(4);
            after.succeed(offer, 4);
            assertThat(after.next().hasResultAck()).isTrue();
        }
        assertThat(edge.logOf(job)).containsExactly("1 one", "2 two", "3 three", "4 four");
    }

    @Test
    void answersForEveryHeldAttemptInOrder() {
        try (TestAgent before = edge.connect(credential)) {
            before.attached();
            Job done = edge.offered(organization, "done");
            Offer ended = accepted(before, done);
            before.succeed(ended, 0);
            assertThat(before.next().hasResultAck()).isTrue();
            edge.advanced(done);
            Job job = edge.offered(organization, "live");
            Offer live = accepted(before, job);
            Offer unknown =
                    live.toBuilder().setAttemptId(UUID.randomUUID().toString()).build();

            TestAgent after = edge.connect(credential);
            Attached attached =
                    after.attached(TestAgent.held(ended, 0), TestAgent.held(live, 0), TestAgent.held(unknown, 0));

            assertThat(attached.getVerdictsList())
                    .extracting(verdict -> verdict.getAction().name().substring("HELD_ATTEMPT_ACTION_".length()))
                    .containsExactly("ABANDON", "CONTINUE", "ABANDON");
            assertThat(attached.getVerdicts(0).getReason()).isNotEmpty();
            assertThat(attempt(job).status()).isEqualTo(AttemptStatus.RUNNING);
            after.close();
        }
    }

    @Test
    void losesAnAttemptThatARestartedAgentForgotAndQueuesItsJobAgain() {
        Job job;
        Offer offer;
        try (TestAgent before = edge.connect(credential)) {
            before.attached();
            job = edge.offered(organization, "forgotten");
            offer = accepted(before, job);
            assertThat(before.logged(offer, 1, "one")).isEqualTo(1);
        }

        try (TestAgent after = edge.connect(credential)) {
            after.attached();

            assertThat(attempt(job).status()).isEqualTo(AttemptStatus.LOST);
            assertThat(Objects.requireNonNull(attempt(job).failure()).failureClass())
                    .isEqualTo(FailureClass.AGENT_LOST);
            assertThat(edge.logOf(job)).hasSize(2).last().asString().contains("restarted");
            assertThat(edge.advanced(job).status()).isEqualTo(JobStatus.QUEUED);
            assertThat(edge.claim(organization)).isTrue();
            assertThat(edge.begin(job)).isTrue();
            assertThat(after.next().getOffer().getAttemptNumber()).isEqualTo(2);
            after.log(TestAgent.batch(offer, 2, "from before"));
            assertThat(after.next().getLeaseLost().getAttemptId()).isEqualTo(offer.getAttemptId());
        }
    }

    @Test
    void losesAnAttemptThatIsNamedUnderAnotherLease() {
        try (TestAgent before = edge.connect(credential)) {
            before.attached();
            Job job = edge.offered(organization, "confused");
            Offer offer = accepted(before, job);

            TestAgent after = edge.connect(credential);
            Offer confused = offer.toBuilder().setLease("another").build();
            assertThat(after.attached(TestAgent.held(confused, 0))
                            .getVerdicts(0)
                            .getAction())
                    .isEqualTo(HeldAttemptAction.HELD_ATTEMPT_ACTION_ABANDON);

            assertThat(attempt(job).status()).isEqualTo(AttemptStatus.LOST);
            after.close();
        }
    }

    @Test
    void repeatsAnOfferThatWasNotAnswered() {
        Job job;
        Offer first;
        try (TestAgent before = edge.connect(credential)) {
            before.attached();
            job = edge.offered(organization, "unanswered");
            first = before.next().getOffer();
        }

        try (TestAgent after = edge.connect(credential)) {
            after.attached();
            ConnectResponse repeated = after.next();
            assertThat(repeated.getOffer().getAttemptId()).isEqualTo(first.getAttemptId());
            assertThat(repeated.getOffer().getLease()).isEqualTo(first.getLease());
            after.accept(repeated.getOffer());
            await().until(() -> attempt(job).status() == AttemptStatus.RUNNING);
        }
    }

    @Test
    void tellsAnAgentThatComesBackWhatWasCancelledMeanwhile() {
        Job job;
        Offer offer;
        try (TestAgent before = edge.connect(credential)) {
            before.attached();
            job = edge.offered(organization, "cancelled while away");
            offer = accepted(before, job);
        }
        awaitAway();
        edge.features.jobs.cancel(organization, AgentEdge.USER, job.id(), null);
        edge.features.attemptProgress.deliverCommands(attempt(job).id());

        try (TestAgent after = edge.connect(credential)) {
            assertThat(after.attached(TestAgent.held(offer, 0)).getVerdicts(0).getAction())
                    .isEqualTo(HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE);
            assertThat(after.next().getCancel().getAttemptId()).isEqualTo(offer.getAttemptId());
        }
    }

    @Test
    void repeatsACancelUntilTheAgentAcknowledgesIt() {
        AttemptTimes hasty = new AttemptTimes(
                Duration.ofMinutes(1), Duration.ofMillis(300), Duration.ofMinutes(2), Duration.ofHours(1));
        try (AgentEdge node = new AgentEdge(postgres.database(), hasty);
                TestAgent agent = node.connect(credential)) {
            agent.attached();
            Job job = node.offered(organization, "hard of hearing");
            Offer offer = accepted(agent, job);
            node.features.jobs.cancel(organization, AgentEdge.USER, job.id(), null);
            node.features.attemptProgress.deliverCommands(attempt(job).id());

            assertThat(agent.next().hasCancel()).isTrue();
            assertThat(agent.next().hasCancel()).isTrue();
            assertThat(agent.next().hasCancel()).isTrue();
            agent.cancelAck(offer);
            // One more may have been on its way; then the marker comes without any in between.
            agent.log(TestAgent.batch(offer, 1, "marker"));
            await().until(() -> agent.next().hasLogAck());
            long heartbeats = agent.heartbeats();
            await().until(() -> agent.heartbeats() >= heartbeats + 3);
            assertThat(agent.hasHeardNothing()).isTrue();
        }
    }
}
