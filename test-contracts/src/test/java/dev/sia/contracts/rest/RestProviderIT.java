package dev.sia.contracts.rest;

import au.com.dius.pact.provider.DefaultTestResultAccumulator;
import au.com.dius.pact.provider.junit5.HttpTestTarget;
import au.com.dius.pact.provider.junit5.PactVerificationContext;
import au.com.dius.pact.provider.junit5.PactVerificationInvocationContextProvider;
import au.com.dius.pact.provider.junitsupport.Provider;
import au.com.dius.pact.provider.junitsupport.State;
import au.com.dius.pact.provider.junitsupport.loader.PactFolder;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepState;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.CreatedApiKey;
import dev.sia.api.model.EnrolmentToken;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobWorkflowPhase;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.Repository;
import dev.sia.api.model.ReviewComment;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.Scope;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.pact.Pacts;
import dev.sia.server.identity.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpRequest;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * Whether the real server keeps every REST pact. Each interaction has an organization of its own, but for those that are refused
 * and change nothing.
 */
@Provider(Pacts.REST)
@PactFolder(Pacts.DIRECTORY)
class RestProviderIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    /** One that shows the first answer: the usual one waits and asks again after 429 and 503. */
    private static final CloseableHttpClient client =
            HttpClients.custom().disableAutomaticRetries().build();

    private static final RefusedCallers refused = new RefusedCallers(server);

    private @Nullable Tenant tenant;
    private String token = "";

    @BeforeEach
    void target(PactVerificationContext context) {
        target(context, server.addresses().httpUrl());
        context.addStateChangeHandlers(refused);
        refused.tell((url, credential) -> {
            target(context, url.toString());
            token = credential;
        });
    }

    private static void target(PactVerificationContext context, String httpUrl) {
        URI url = URI.create(httpUrl);
        context.setTarget(new HttpTestTarget(url.getHost(), url.getPort(), "/", () -> provider -> client));
    }

    @AfterEach
    void leave() {
        Fault.put(false);
        if (tenant != null) {
            tenant.close();
        }
    }

    /** After each interaction it tells of all that are still to come. */
    @BeforeAll
    static void quieten() {
        ((Logger) LoggerFactory.getLogger(DefaultTestResultAccumulator.class)).setLevel(Level.ERROR);
    }

    @AfterAll
    static void stop() {
        refused.close();
    }

    @TestTemplate
    @ExtendWith(PactVerificationInvocationContextProvider.class)
    void keepsThePact(PactVerificationContext context, HttpRequest request) {
        if (request.containsHeader("Authorization")) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        context.verifyInteraction();
    }

    private Tenant organization(Role role) {
        Tenant fresh = server.tenant();
        tenant = fresh;
        token = fresh.token(role);
        return fresh;
    }

    private Tenant tenant() {
        return Objects.requireNonNull(tenant);
    }

    private Map<String, Object> organizationId() {
        return Map.of("organizationId", tenant().organizationId().toString());
    }

    private Map<String, Object> values(String name, UUID value) {
        return Map.of("organizationId", tenant().organizationId().toString(), name, value.toString());
    }

    @State("an organization and its owner")
    Map<String, Object> organizationAndOwner() {
        organization(Role.OWNER);
        return organizationId();
    }

    @State("an API key")
    Map<String, Object> apiKey() {
        return values("keyId", makeKey().getApiKey().getId());
    }

    @State("a caller that is an API key")
    Map<String, Object> callerIsAnApiKey() {
        CreatedApiKey key = makeKey();
        token = key.getKey();
        return values("keyId", key.getApiKey().getId());
    }

    private CreatedApiKey makeKey() {
        Tenant here = organization(Role.OWNER);
        return here.owner()
                .keys(here.organizationId())
                .create("nightly build", List.of(Scope.JOBS_READ, Scope.JOBS_WRITE), null);
    }

    @State("an organization without jobs")
    Map<String, Object> organizationWithoutJobs() {
        organization(Role.OWNER);
        return values("jobId", UUID.randomUUID());
    }

    @State("a job that was created with the idempotency key used-before")
    Map<String, Object> jobWithKey() {
        Tenant here = organization(Role.OWNER);
        // A key belongs to its caller, so it is the caller of the interaction who used it.
        Job job = here.owner()
                .jobs(here.organizationId())
                .create(
                        new CreateJobRequest()
                                .prompt("Something else.")
                                .repository(
                                        new Repository().url("/srv/other.git").baseBranch("main")),
                        "used-before");
        return values("jobId", job.getId());
    }

    @State("a queued job")
    Map<String, Object> queuedJob() {
        return values("jobId", organization(Role.OWNER).job().getId());
    }

    @State("a queued job in a paused queue")
    Map<String, Object> queuedJobInAPausedQueue() {
        Map<String, Object> values = queuedJob();
        tenant().owner()
                .queues(tenant().organizationId())
                .pauseFor(QueueName.BACKLOG, "Release freeze", Duration.ofHours(2));
        UUID job = UUID.fromString((String) values.get("jobId"));
        Awaitility.await("workflow of " + job)
                .until(() -> tenant().job(job).getWorkflow().getState() == JobWorkflowPhase.STARTED);
        return values;
    }

    @State("two queued jobs")
    Map<String, Object> twoQueuedJobs() {
        queuedJob();
        return values("jobId", tenant().job().getId());
    }

    @State("an online agent")
    Map<String, Object> onlineAgent() {
        Tenant here = organization(Role.OWNER);
        here.agent();
        return values("agentId", onlyAgent());
    }

    private UUID onlyAgent() {
        return tenant().owner()
                .agents(tenant().organizationId())
                .list()
                .findFirst()
                .orElseThrow()
                .getId();
    }

    @State("an enrolment token that one agent has used")
    Map<String, Object> usedEnrolmentToken() {
        Tenant here = organization(Role.OWNER);
        EnrolmentToken token = here.owner().agents(here.organizationId()).createEnrolmentToken(Duration.ofHours(1), 2);
        here.enrol("build-box-1", token.getToken());
        return values("tokenId", token.getId());
    }

    @State("a drained agent")
    Map<String, Object> drainedAgent() {
        Map<String, Object> values = onlineAgent();
        tenant().owner().agents(tenant().organizationId()).drain(onlyAgent(), "disk is full");
        return values;
    }

    @State("an agent that works")
    Map<String, Object> workingAgent() {
        begin(1, (agent, offer) -> {});
        return values("agentId", onlyAgent());
    }

    /** An accepted attempt that has begun and written three lines. */
    private Map<String, Object> begin(int capacity, BiConsumer<ScriptedAgent, Offer> rest) {
        Tenant here = organization(Role.OWNER);
        ScriptedAgent agent = here.agent(capacity);
        Job job = here.job();
        Offer offer = agent.accept();
        agent.step(offer, Step.STEP_PREPARE, StepState.STEP_STATE_STARTED);
        // Frames are taken in their order, so an acknowledged log says that the step was taken too.
        agent.log(offer, 1, 3);
        rest.accept(agent, offer);
        return values("jobId", job.getId());
    }

    @State("a running job")
    Map<String, Object> runningJob() {
        return begin(2, (agent, offer) -> {});
    }

    @State("a queued and a running job")
    Map<String, Object> queuedAndRunningJob() {
        begin(1, (agent, offer) -> {});
        return values("jobId", tenant().job().getId());
    }

    private Map<String, Object> end(JobStatus status, BiConsumer<ScriptedAgent, Offer> how) {
        Map<String, Object> values = begin(2, (agent, offer) -> {
            agent.step(offer, Step.STEP_PREPARE, StepState.STEP_STATE_SUCCEEDED);
            how.accept(agent, offer);
        });
        tenant().awaitStatus(UUID.fromString((String) values.get("jobId")), status);
        return values;
    }

    @State("a job in review")
    Map<String, Object> jobInReview() {
        return end(JobStatus.IN_REVIEW, (agent, offer) -> agent.succeed(offer, 3));
    }

    @State("a failed job")
    Map<String, Object> failedJob() {
        return end(JobStatus.FAILED, (agent, offer) -> agent.fail(offer, 3));
    }

    @State("a job that was sent back")
    Map<String, Object> jobThatWasSentBack() {
        Map<String, Object> values = jobInReview();
        Tenant here = tenant();
        here.owner()
                .jobs(here.organizationId())
                .rework(
                        UUID.fromString((String) values.get("jobId")),
                        new ReworkJobRequest()
                                .comments(List.of(new ReviewComment()
                                        .file("src/export.py")
                                        .line(12)
                                        .text("Keep the old default."))));
        return values;
    }
}
