package dev.sia.contracts.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.ConnectResponse.FrameCase;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.model.AgentStatus;
import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.Event;
import dev.sia.api.model.EventType;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Step;
import dev.sia.api.model.StepState;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A provider state: an organization of its own with an agent on a stream, and what a pact's messages need to know of it. */
final class AgentScene implements AutoCloseable {
    private final Tenant tenant;
    private @Nullable ScriptedAgent agent;
    private @Nullable String credential;
    private @Nullable Offer offer;
    private @Nullable Job job;
    private @Nullable ConnectResponse repeated;

    private AgentScene(Tenant tenant) {
        this.tenant = tenant;
    }

    static AgentScene of(Tenant tenant, String state) {
        AgentScene scene = new AgentScene(tenant);
        switch (state) {
            case "an enrolment token" -> {}
            case "an enrolled agent" -> scene.enrolled();
            case "an enrolled agent that was given a new credential" ->
                scene.enrolled().rotate();
            case "an attached agent" -> scene.agent = tenant.agent();
            case "an attached agent that is drained" -> scene.drained();
            case "an attached agent of a server that stops" -> scene.agent = tenant.agent();
            case "an attached agent and a queued job" -> scene.queued();
            case "an offered attempt" -> scene.offered();
            case "a running attempt" -> scene.running();
            case "a running attempt with three log lines" ->
                scene.running().agent().log(scene.offer(), 1, 3);
            case "a running attempt whose job is to be cancelled" ->
                scene.running().cancel();
            case "a running attempt that gets a hint" -> scene.running().hint();
            case "a running attempt that is told to stop" ->
                scene.repeated = scene.running().cancel().agent().next(FrameCase.CANCEL);
            case "an attempt that was lost" -> scene.lost();
            case "an agent that went away with a running attempt" -> scene.away();
            default -> throw new AssertionError("Unknown provider state: " + state);
        }
        return scene;
    }

    private AgentScene enrolled() {
        String enrolled = tenant.enrol("build-box-1").getCredential();
        credential = enrolled;
        agent = tenant.connect(enrolled);
        return this;
    }

    private void rotate() {
        credential = AgentServiceGrpc.newBlockingStub(tenant.channel())
                .withInterceptors(ScriptedAgent.bearer(credential()))
                .rotateCredential(RotateCredentialRequest.getDefaultInstance())
                .getCredential();
    }

    private void drained() {
        var enrolled = tenant.enrol("build-box-1");
        agent = tenant.connect(enrolled.getCredential());
        agent.attach(1);
        tenant.owner().agents(tenant.organizationId()).drain(UUID.fromString(enrolled.getAgentId()), "disk is full");
    }

    private AgentScene queued() {
        agent = tenant.agent();
        job = tenant.job();
        return this;
    }

    private AgentScene offered() {
        offer = queued().agent().offer();
        return this;
    }

    private AgentScene running() {
        offered().agent().accept(offer());
        awaitAttempt(attempt -> attempt.getStatus() == AttemptStatus.RUNNING);
        return this;
    }

    private AgentScene cancel() {
        tenant.owner().jobs(tenant.organizationId()).cancel(job().getId(), "No longer needed");
        return this;
    }

    private void hint() {
        tenant.owner().jobs(tenant.organizationId()).hint(job().getId(), "Try the other file");
    }

    /** The agent was restarted and does not know the attempt any longer. */
    private void lost() {
        String credential = tenant.enrol("build-box-2").getCredential();
        take(credential);
        agent = tenant.connect(credential);
        agent.attach(1);
        // The job is offered again; what the lost attempt is answered must not be mistaken for that.
        agent.next(FrameCase.OFFER);
    }

    private void away() {
        String credential = tenant.enrol("build-box-2").getCredential();
        ScriptedAgent before = take(credential);
        before.log(offer(), 1, 3);
        before.close();
        agent = tenant.connect(credential);
    }

    private ScriptedAgent take(String credential) {
        ScriptedAgent before = tenant.connect(credential);
        before.attach(1);
        job = tenant.job();
        offer = before.accept();
        awaitAttempt(attempt -> attempt.getStatus() == AttemptStatus.RUNNING);
        return before;
    }

    /** What a frame without an answer did. */
    void checkEffectOf(String interaction) {
        switch (interaction) {
            case AgentInteractions.ACCEPT -> awaitAttempt(attempt -> attempt.getStatus() == AttemptStatus.RUNNING);
            case AgentInteractions.REJECT -> awaitWithdrawal();
            case AgentInteractions.STEP -> awaitStep(StepState.STARTED);
            case AgentInteractions.STEP_ENDED -> awaitStep(StepState.SUCCEEDED);
            case AgentInteractions.CANCEL_ACK ->
                Awaitility.await()
                        .until(() ->
                                tenant.job(job().getId()).getCancellation().getStage() == CancellationStage.DELIVERED);
            case AgentInteractions.AGENT_DRAIN -> awaitDraining();
            case AgentInteractions.SUCCEEDED -> tenant.awaitStatus(job().getId(), JobStatus.IN_REVIEW);
            case AgentInteractions.FAILED -> tenant.awaitStatus(job().getId(), JobStatus.FAILED);
            case AgentInteractions.CANCELLED -> tenant.awaitStatus(job().getId(), JobStatus.CANCELLED);
            default -> assertThat(agent().isOpen()).isTrue();
        }
    }

    private void awaitDraining() {
        Awaitility.await()
                .until(() -> tenant.owner()
                        .agents(tenant.organizationId())
                        .list()
                        .allMatch(one -> one.getStatus() == AgentStatus.DRAINING));
    }

    private void awaitStep(StepState state) {
        awaitAttempt(attempt -> attempt.getSteps().stream()
                .anyMatch(step -> step.getStep() == Step.GENERATE && step.getState() == state));
    }

    /** The same attempt number is used again, so only the event tells. */
    private void awaitWithdrawal() {
        assertThat(tenant.events(job().getId())).extracting(Event::getType).contains(EventType.ATTEMPT_WITHDRAWN);
    }

    private void awaitAttempt(Predicate<Attempt> condition) {
        UUID id = job().getId();
        Awaitility.await().until(() -> tenant.job(id).getLatestAttempt(), attempt -> condition.test(attempt));
    }

    Tenant tenant() {
        return tenant;
    }

    ScriptedAgent agent() {
        return Objects.requireNonNull(agent);
    }

    /** Whether the server only says again, in the same words, what has come about already: it does until that is acknowledged. */
    boolean isRepeated(ConnectResponse frame) {
        return frame.equals(repeated);
    }

    /** The credential to use. */
    String credential() {
        return Objects.requireNonNull(credential);
    }

    private Offer offer() {
        return Objects.requireNonNull(offer);
    }

    private Job job() {
        return Objects.requireNonNull(job);
    }

    /** What the pact's messages take from this state. */
    Map<String, String> values() {
        Offer known = offer;
        return known == null
                ? Map.of()
                : Map.of("attemptId", known.getAttemptId(), "lease", known.getLease(), "jobId", known.getJobId());
    }

    @Override
    public void close() {
        tenant.close();
    }
}
