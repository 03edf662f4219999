package dev.sia.server.attempt;

import static dev.sia.server.TestFeatures.ADA;
import static dev.sia.server.attempt.AttemptFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventType;
import dev.sia.server.job.Job;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HintsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;
    private AgentIdentity agent;
    private Job job;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        agent = play.agent(1, "linux");
        job = play.job("job");
    }

    private Hint give(String text) {
        return play.features.hints.give(play.organization, ADA, job.id(), text);
    }

    @Test
    void isOpenUntilTheAgentHasItAndIsToldOnce() {
        Attempt attempt = play.run(job, agent);
        play.sql.execute("delete from outbox where job_id = ?", job.id().value());
        Hint first = give("Use the database.");
        Hint second = give("x".repeat(600));

        assertThat(first)
                .returns(1, Hint::attempt)
                .returns("Use the database.", Hint::text)
                .returns(ADA, Hint::actor)
                .returns(null, Hint::deliveredAt);
        assertThat(play.sql.count(
                        "outbox where job_id = ? and kind = 'wake_workflow'",
                        job.id().value()))
                .isEqualTo(2);
        assertThat(play.features.hints.open(play.organization, attempt.id()))
                .containsExactly(
                        new AttemptHint(first.id(), attempt.id(), "Use the database.", "ada@example.com"),
                        new AttemptHint(second.id(), attempt.id(), "x".repeat(600), "ada@example.com"));
        for (int times = 0; times < 2; times++) {
            play.features.attemptReports.hintAcknowledged(agent, attempt.id(), attempt.lease(), first.id());
        }
        play.features.attemptReports.hintAcknowledged(agent, attempt.id(), attempt.lease(), UUID.randomUUID());
        assertThat(play.features.hints.open(play.organization, attempt.id()))
                .extracting(AttemptHint::id)
                .containsExactly(second.id());
        assertThat(play.events())
                .filteredOn(event -> event.type() == EventType.JOB_HINTED)
                .extracting(Event::reason)
                .containsExactly("Use the database.", "x".repeat(500));
        assertThat(play.events())
                .filteredOn(event -> event.type() == EventType.JOB_HINT_DELIVERED)
                .extracting(Event::attempt)
                .containsExactly(1);
    }

    @Test
    void acknowledgementMayCrossWithTheEndButNotWithALostLease() {
        Attempt attempt = play.run(job, agent);
        Hint hint = give("Stop.");
        AttemptReports reports = play.features.attemptReports;
        assertThat(refusal(() -> reports.hintAcknowledged(agent, attempt.id(), Lease.generate(), hint.id())))
                .isEqualTo(ErrorCode.LEASE_LOST);
        reports.result(agent, attempt.id(), attempt.lease(), new AttemptOutcome.Cancelled(), new FinalLog(0, null));
        reports.hintAcknowledged(agent, attempt.id(), attempt.lease(), hint.id());
        assertThat(play.features.hints.open(play.organization, attempt.id())).isEmpty();

        play.advance(job);
        Attempt second = play.run(job, agent);
        Hint late = give("Stop.");
        play.expireLease(second);
        play.features.attemptSweep.run();
        assertThat(refusal(() -> reports.hintAcknowledged(agent, second.id(), second.lease(), late.id())))
                .isEqualTo(ErrorCode.LEASE_LOST);
        assertThat(play.features.hints.open(play.organization, second.id())).hasSize(1);
    }

    @Test
    void needsAnAgentThatWorksOnTheJob() {
        assertThat(refusal(() -> give("x"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        Attempt attempt = play.claim(job);
        assertThat(refusal(() -> give("x"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        play.features.attemptReports.accept(agent, attempt.id(), attempt.lease());
        assertThat(refusal(() -> give(" "))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(refusal(() -> give("a\0"))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(give("x").attempt()).isEqualTo(1);
        play.features.jobs.cancel(play.organization, ADA, job.id(), null);
        assertThat(refusal(() -> give("x"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }
}
