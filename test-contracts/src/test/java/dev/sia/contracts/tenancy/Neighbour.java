package dev.sia.contracts.tenancy;

import dev.sia.api.agent.v1.ConnectResponse.FrameCase;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepState;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Repository;
import dev.sia.api.model.Scope;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An organization that has something of everything, and that goes on working while others try its ids. */
final class Neighbour implements AutoCloseable {
    private static final int LINES = 3;

    private final Tenant tenant;
    private final ScriptedAgent agent;
    private final UUID agentId;
    private final UUID inReview;
    private final UUID running;
    private final UUID queued;
    private final Offer offer;
    private final UUID hintId;
    private final UUID keyId;
    private final UUID tokenId;

    Neighbour(TestServer server) {
        tenant = server.tenant();
        EnrolResponse enrolled = tenant.enrol("build-box-1");
        agentId = UUID.fromString(enrolled.getAgentId());
        agent = tenant.connect(enrolled.getCredential());
        agent.attach(2);
        inReview = tenant.job().getId();
        Offer first = agent.accept();
        agent.log(first, 1, LINES);
        agent.succeed(first, LINES);
        tenant.awaitStatus(inReview, JobStatus.IN_REVIEW);
        running = tenant.job().getId();
        offer = agent.accept();
        agent.step(offer, Step.STEP_PREPARE, StepState.STEP_STATE_STARTED);
        agent.log(offer, 1, LINES);
        hintId = hint();
        queued = freshJob();
        keyId = freshKey();
        tokenId = freshToken();
    }

    private UUID freshKey() {
        return tenant.owner()
                .keys(tenant.organizationId())
                .create("nightly build", Set.of(Scope.JOBS_READ), null)
                .getApiKey()
                .getId();
    }

    private UUID freshToken() {
        return tenant.owner()
                .agents(tenant.organizationId())
                .createEnrolmentToken(Duration.ofHours(1), 1)
                .getId();
    }

    /** Stored, and not acknowledged. */
    UUID hint() {
        tenant.owner().jobs(tenant.organizationId()).hint(running, "Look at the neighbours.");
        return UUID.fromString(agent.next(FrameCase.HINT).getHint().getHintId());
    }

    /** A job that no agent can take. */
    UUID freshJob() {
        return tenant.owner()
                .jobs(tenant.organizationId())
                .create(new CreateJobRequest()
                        .title("Wait")
                        .prompt("Wait for somebody who can.")
                        .repository(new Repository()
                                .url("https://git.example.com/acme/exporter.git")
                                .baseBranch("main"))
                        .labels(List.of("nobody-has-this")))
                .getId();
    }

    Tenant tenant() {
        return tenant;
    }

    UUID organizationId() {
        return tenant.organizationId();
    }

    ScriptedAgent agent() {
        return agent;
    }

    /** The attempt that runs. */
    Offer offer() {
        return offer;
    }

    UUID hintId() {
        return hintId;
    }

    UUID running() {
        return running;
    }

    /** Its log has ended. */
    UUID inReview() {
        return inReview;
    }

    /** What this organization has under ids that the contracts call so, in every state that matters. */
    List<UUID> ids(String name) {
        return switch (name) {
            case "organizationId" -> List.of(organizationId());
            case "jobId" -> List.of(queued, running, inReview);
            case "before", "after" -> List.of(queued);
            // Whoever did something: an agent has enrolled.
            case "agentId", "actorId" -> List.of(agentId);
            case "keyId" -> List.of(keyId);
            case "tokenId" -> List.of(tokenId);
            default ->
                throw new AssertionError("The contracts have ids called " + name
                        + " now: make one in Neighbour and give it out in ids and fresh");
        };
    }

    /** One that a call may use up. */
    String fresh(String name) {
        return switch (name) {
            case "organizationId" -> organizationId().toString();
            case "jobId", "before", "after" -> freshJob().toString();
            case "keyId" -> freshKey().toString();
            case "tokenId" -> freshToken().toString();
            case "agentId" -> tenant.enrol("build-box-2").getAgentId();
            default -> ids(name).getFirst().toString();
        };
    }

    @Override
    public void close() {
        tenant.close();
    }
}
