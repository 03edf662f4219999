package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.Attachment.Abandon;
import dev.sia.server.attempt.Attachment.CancelRequest;
import dev.sia.server.attempt.Attachment.Continue;
import dev.sia.server.attempt.Attachment.Verdict;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobMapper;
import dev.sia.server.job.JobStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AgentSessionsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private AttemptFixture play;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        play = new AttemptFixture(postgres.database());
        agent = play.agent(4);
    }

    @Test
    void whatIsStillItsOwnGoesOnAfterTheStoredLines() {
        Job running = play.job("running");
        Attempt attempt = play.run(running, agent);
        play.features.attemptLogs.append(agent, attempt.id(), attempt.lease(), AttemptFixture.lines(1, 7));
        Job offered = play.job("accepted, but the server did not hear it");
        Attempt unheard = play.claim(offered);
        play.expireLease(attempt);
        Attachment attachment = play.attach(agent, 4, List.of(), held(attempt), held(unheard));
        assertThat(attachment.sessionEpoch()).isEqualTo(2);
        assertThat(attachment.verdicts()).containsExactly(new Continue(attempt.id(), 7), new Continue(unheard.id(), 0));
        assertThat(attachment.offers()).isEmpty();
        play.features.attemptSweep.run();
        assertThat(play.latest(running).status()).isEqualTo(AttemptStatus.RUNNING);
        assertThat(play.latest(offered).status()).isEqualTo(AttemptStatus.RUNNING);
    }

    @Test
    void whatIsNotItsOwnIsAbandoned() {
        Attempt done = play.run(play.job("done"), agent);
        AgentIdentity other = play.agent(1);
        Attempt mine = play.run(play.job("mine"), other);
        play.features.attemptReports.result(
                agent, done.id(), done.lease(), new AttemptOutcome.Cancelled(), new FinalLog(0, null));
        HeldAttempt unknown = new HeldAttempt(new AttemptId(UUID.randomUUID()), Lease.generate());
        HeldAttempt anothers = new HeldAttempt(mine.id(), mine.lease());
        Attachment attachment = play.attach(agent, 4, List.of(), unknown, anothers, held(done));
        assertThat(attachment.verdicts()).hasOnlyElementsOfType(Abandon.class);
        assertThat(attachment.verdicts()).extracting(Verdict::id).containsExactly(unknown.id(), mine.id(), done.id());
        assertThat(play.features
                        .attempts
                        .latest(play.organization, mine.jobId())
                        .orElseThrow())
                .isEqualTo(mine);
    }

    @Test
    void whatItForgotIsLostAtOnce() {
        Job job = play.job("job");
        Attempt attempt = play.run(job, agent);
        Attachment attachment = play.attach(agent, 4, List.of());
        assertThat(attachment.verdicts()).isEmpty();
        assertThat(play.latest(job).status()).isEqualTo(AttemptStatus.LOST);
        assertThat(play.log(attempt))
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("restarted"));
        play.advance(job);
        assertThat(play.status(job)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void openOffersAndCancelsAreToldAgain() {
        Job running = play.job("running");
        Attempt attempt = play.run(running, agent);
        Attempt open = play.claim(play.job("offered"));
        play.features.jobs.cancel(play.organization, TestFeatures.ADA, running.id(), "enough");
        Attachment attachment = play.attach(agent, 4, List.of(), held(attempt));
        assertThat(attachment.offers()).extracting(AttemptOffer::attemptId).containsExactly(open.id());
        assertThat(attachment.cancels()).extracting(CancelRequest::id).containsExactly(attempt.id());
    }

    @Test
    void olderSessionHasNoSayAnyLonger() {
        Attempt attempt = play.run(play.job("job"), agent);
        play.attach(agent, 4, List.of(), held(attempt));
        play.expireLease(attempt);
        assertThat(play.features.agentSessions.heartbeats(Map.of(agent.id(), 1L)))
                .containsExactly(agent.id());
        play.features.agentSessions.disconnect(agent, 1, "late");
        play.features.agentSessions.leave(agent, 1, "late");
        play.features.agentSessions.drain(agent, 1, "late");
        assertThat(play.features.agents.find(play.organization, agent.id()).statusReason())
                .isEqualTo("connected");
        play.features.attemptSweep.run();
        assertThat(play.features
                        .attempts
                        .latest(play.organization, attempt.jobId())
                        .orElseThrow()
                        .status())
                .isEqualTo(AttemptStatus.LOST);
    }

    @Test
    void heartbeatKeepsTheLeasesAlive() {
        Attempt attempt = play.run(play.job("job"), agent);
        play.expireLease(attempt);
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

    /** The stream broke while the server was slow, the agent attached again and went on: the slow one must not undo it. */
    @Test
    void attachThatWasOvertakenLosesNothingOfTheNewerSession() throws Exception {
        Job old = play.job("old");
        Attempt forgotten = play.run(old, agent);
        Job fresh = play.job("fresh");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Attachment> slow = postgres.database().acrossOrganizations(tx -> {
                tx.mapper(JobMapper.class).lock(old.id());
                Future<Attachment> attaching = threads.submit(() -> play.attach(agent, 4, List.of(), held(forgotten)));
                await().until(() -> attaching.isDone() || play.sql.waiting() > 0);
                await().until(() -> threads.submit(() -> {
                                    play.attach(agent, 4, List.of());
                                    return play.run(fresh, agent);
                                })
                                .get()
                                .status()
                        == AttemptStatus.RUNNING);
                return attaching;
            });
            assertThat(slow.get().verdicts()).hasOnlyElementsOfType(Abandon.class);
        }
        assertThat(play.latest(fresh).status()).isEqualTo(AttemptStatus.RUNNING);
    }

    private static HeldAttempt held(Attempt attempt) {
        return new HeldAttempt(attempt.id(), attempt.lease());
    }
}
