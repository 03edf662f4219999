package dev.sia.server.rest;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;

/** Jobs in every state that people act on, brought there by an agent that the test plays. */
final class PlayedWork {
    private final TestRest rest;
    private final OrganizationId organization;
    final AgentIdentity agent;

    PlayedWork(TestRest rest, OrganizationId organization) {
        this.rest = rest;
        this.organization = organization;
        agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
    }

    Job queued() {
        return rest.fixture.createJob(organization, "Do it.");
    }

    /** Gives out the first job of the queue, which must be free of others. */
    AttemptOffer run() {
        rest.fixture.features.attemptClaims.claim(organization, 1);
        AttemptOffer offer = rest.fixture.attach(agent, 1).offers().getFirst();
        rest.fixture.features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        rest.fixture.features.attemptReports.step(
                agent,
                offer.attemptId(),
                offer.lease(),
                new AttemptStep(Step.PREPARE, StepState.STARTED, Instant.now(), null, null));
        return offer;
    }

    Job running() {
        Job job = queued();
        run();
        return job;
    }

    Job inReview() {
        Job job = queued();
        end(new AttemptOutcome.Succeeded(new Publication("sia/" + job.id(), "c", null, 1, 1, 0)));
        return job;
    }

    Job failed() {
        Job job = queued();
        end(new AttemptOutcome.Failed(new Failure(FailureClass.TOOL, Step.GENERATE, "It failed.")));
        return job;
    }

    private void end(AttemptOutcome outcome) {
        AttemptOffer offer = run();
        rest.fixture.features.attemptReports.result(
                agent, offer.attemptId(), offer.lease(), outcome, new FinalLog(0, null));
        rest.fixture.features.attemptProgress.advance(offer.jobId());
    }
}
