package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** A job with an agent of its own; the test decides what they do. */
final class PlayedJob {
    final OrganizationId organization;
    final JobId id;
    private final Features features;
    private final AgentIdentity agent;

    PlayedJob(TestFeatures world) {
        features = world.features;
        organization = world.organization();
        agent = world.enrol(organization, "agent");
        world.attach(agent, 1);
        id = world.createJob(organization, "Do it").id();
    }

    /** An agent is chosen for the next attempt; one that has declined rests first. */
    PlayedJob offer() {
        await().until(() -> features.attemptClaims.claim(organization, 1) == 1);
        return this;
    }

    /** The next attempt begins. */
    PlayedJob begin() {
        offer();
        Attempt attempt = attempt();
        features.attemptReports.accept(agent, attempt.id(), attempt.lease());
        return this;
    }

    PlayedJob reject() {
        Attempt attempt = attempt();
        features.attemptReports.reject(agent, attempt.id(), attempt.lease(), "busy");
        return this;
    }

    Attempt attempt() {
        return features.attempts.latest(organization, id).orElseThrow();
    }

    /** Stores lines with texts like {@code line 3}. */
    PlayedJob log(long firstSeq, long lastSeq) {
        return log(firstSeq, lastSeq, "line ");
    }

    PlayedJob log(long firstSeq, long lastSeq, String prefix) {
        List<LogLine> lines = LongStream.rangeClosed(firstSeq, lastSeq)
                .mapToObj(seq -> LogLine.of(seq, Instant.now(), LogStream.STDOUT, Step.GENERATE, prefix + seq))
                .toList();
        Attempt attempt = attempt();
        assertThat(features.attemptLogs.append(agent, attempt.id(), attempt.lease(), LogBatch.of(lines)))
                .isEqualTo(lastSeq);
        return this;
    }

    /** The attempt ends; its job is where it was. */
    PlayedJob end(AttemptOutcome outcome) {
        Attempt attempt = attempt();
        features.attemptReports.result(
                agent, attempt.id(), attempt.lease(), outcome, new FinalLog(attempt.lastLogSeq(), null));
        return this;
    }

    /** The job is moved on by what its attempt came to, as its workflow would do. */
    PlayedJob conclude() {
        features.attemptProgress.advance(id);
        return this;
    }

    PlayedJob succeed() {
        return end(new AttemptOutcome.Succeeded(null)).conclude();
    }

    /** Fails in a way after which the job waits for another attempt. */
    PlayedJob failOfTheAgent() {
        return end(new AttemptOutcome.Failed(new Failure(FailureClass.AGENT, null, "disk full")))
                .conclude();
    }

    void cancel() {
        features.jobs.cancel(organization, TestFeatures.ADA, id, "enough");
    }
}
