package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentStatus;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.AuditOutcome;
import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.EventType;
import dev.sia.api.model.FailureClass;
import dev.sia.api.model.FieldErrorLocation;
import dev.sia.api.model.IssuedEnrolmentToken;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPage;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.JobSort;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobWorkflow;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.model.Repository;
import dev.sia.api.model.Role;
import dev.sia.api.model.TimelineKind;
import dev.sia.api.model.WorkflowStatus;
import dev.sia.contracts.pact.Example;
import dev.sia.sdk.AuditQuery;
import dev.sia.sdk.EventQuery;
import dev.sia.sdk.JobFilter;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaConflictException;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import dev.sia.sdk.error.SiaValidationException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Java SDK asks of the REST surface, and what it makes of the answers. */
class SdkPactTest {
    static final String CONSUMER = "sia-sdk-java";

    private static final String ORGANIZATION_PATH = "/v1/organizations/${organizationId}";
    private static final UUID ORGANIZATION = UUID.fromString(RestInteraction.EXAMPLES.get("organizationId"));
    private static final UUID JOB = UUID.fromString(RestInteraction.EXAMPLES.get("jobId"));
    private static final UUID TOKEN = UUID.fromString(RestInteraction.EXAMPLES.get("tokenId"));
    private static final UUID AGENT = UUID.fromString(RestInteraction.EXAMPLES.get("agentId"));
    private static final String WISH = """
            {"title": "Add --json to export", "prompt": "Add a --json flag to the export command, with tests.",
             "repository": {"url": "https://git.example.com/acme/exporter.git", "baseBranch": "main"},
             "labels": ["linux"], "priority": "normal"}
            """;

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(CONSUMER);

    private static void play(RestInteraction interaction, Consumer<SiaClient> use) {
        PACT.play(interaction, url -> {
            try (SiaClient client =
                    SiaClient.builder().baseUrl(url).token(() -> "token").build()) {
                use.accept(client);
            }
        });
    }

    private static <E extends SiaException> E refused(Class<E> type, Runnable call) {
        E thrown = catchThrowableOfType(type, call::run);
        assertThat(thrown).isNotNull();
        assertThat(thrown.requestId()).isPresent();
        assertThat(thrown.detail()).isNotEmpty();
        return thrown;
    }

    private static CreateJobRequest wish() {
        return new CreateJobRequest()
                .title("Add --json to export")
                .prompt("Add a --json flag to the export command, with tests.")
                .repository(new Repository()
                        .url("https://git.example.com/acme/exporter.git")
                        .baseBranch("main"))
                .labels(List.of("linux"))
                .priority(JobPriority.NORMAL);
    }

    @Test
    void getMe() {
        play(
                RestInteraction.of("getMe", "who am I")
                        .given("an organization and its owner")
                        .when("GET", "/v1/me")
                        .answers(200, RestExamples.me()),
                client -> {
                    assertThat(client.me().getName()).isEqualTo("owner@example.com");
                    assertThat(client.me().getOrganizations()).singleElement().satisfies(it -> {
                        assertThat(it.getId()).isEqualTo(ORGANIZATION);
                        assertThat(it.getRole()).isEqualTo(Role.OWNER);
                    });
                });
    }

    @Test
    void getMeWithoutAGoodToken() {
        play(
                RestInteraction.of("getMe", "who am I, with a token that is not good")
                        .given("a caller whose token is not good")
                        .when("GET", "/v1/me")
                        .refuses(401, "unauthenticated", "Not authenticated", ""),
                client -> assertThat(refused(SiaUnauthenticatedException.class, client::me)
                                .code())
                        .isEqualTo("unauthenticated"));
    }

    @Test
    void listOrganizations() {
        play(
                RestInteraction.of("listOrganizations", "my organizations")
                        .given("an organization and its owner")
                        .when("GET", "/v1/organizations")
                        .answers(
                                200,
                                Example.json("{\"items\": [" + RestExamples.ORGANIZATION + "]}")
                                        .exactly("$.items[*].role")),
                client -> assertThat(client.organizations().list())
                        .singleElement()
                        .satisfies(it -> assertThat(it.getName()).isEqualTo("Acme")));
    }

    @Test
    void getOrganization() {
        play(
                RestInteraction.of("getOrganization", "one organization")
                        .given("an organization and its owner")
                        .when("GET", ORGANIZATION_PATH)
                        .answers(200, Example.json(RestExamples.ORGANIZATION).exactly("$.role")),
                client -> assertThat(client.organizations().get(ORGANIZATION).getCreatedAt())
                        .isNotNull());
    }

    @Test
    void listMembers() {
        play(
                RestInteraction.of("listMembers", "who is in the organization")
                        .given("an organization and its owner")
                        .when("GET", ORGANIZATION_PATH + "/members")
                        .query("limit", "100")
                        .answers(200, RestExamples.members()),
                client -> assertThat(client.organizations().members(ORGANIZATION))
                        .singleElement()
                        .satisfies(it -> {
                            assertThat(it.getEmail()).isEqualTo("owner@example.com");
                            assertThat(it.getRole()).isEqualTo(Role.OWNER);
                        }));
    }

    @Test
    void getOrganizationOfOthers() {
        play(
                RestInteraction.of("getOrganization", "an organization of others")
                        .given("an organization that the caller is not a member of")
                        .when("GET", ORGANIZATION_PATH)
                        .refuses(404, "not_found", "Not found", ""),
                client -> refused(
                        SiaNotFoundException.class, () -> client.organizations().get(ORGANIZATION)));
    }

    @Test
    void createJob() {
        play(
                RestInteraction.of("createJob", "a new job")
                        .given("an organization and its owner")
                        .when("POST", ORGANIZATION_PATH + "/jobs")
                        .header("Idempotency-Key", "6f1f4c3e", "[!-~]{1,255}")
                        .sending(WISH)
                        .answers(201, RestExamples.createdJob()),
                client -> {
                    Job job = client.jobs(ORGANIZATION).create(wish());
                    assertThat(job.getId()).isEqualTo(JOB);
                    assertThat(job.getStatus()).isEqualTo(JobStatus.QUEUED);
                    assertThat(job.getPosition()).isNull();
                });
    }

    @Test
    void createJobThatIsNotValid() {
        play(
                RestInteraction.of("createJob", "a new job with a blank prompt")
                        .given("an organization and its owner")
                        .when("POST", ORGANIZATION_PATH + "/jobs")
                        .header("Idempotency-Key", "6f1f4c3e", "[!-~]{1,255}")
                        .sending(WISH.replaceFirst("\"prompt\": \"[^\"]*\"", "\"prompt\": \"\""))
                        .refuses(
                                400,
                                "validation_failed",
                                "The request is not valid",
                                ", \"errors\": [{\"in\": \"body\", \"pointer\": \"/prompt\", \"message\": \"must not be empty\"}]"),
                client -> {
                    SiaValidationException thrown = refused(
                            SiaValidationException.class,
                            () -> client.jobs(ORGANIZATION).create(wish().prompt("")));
                    assertThat(thrown.fieldErrors()).singleElement().satisfies(mistake -> {
                        assertThat(mistake.getPointer()).isEqualTo("/prompt");
                        assertThat(mistake.getIn()).isEqualTo(FieldErrorLocation.BODY);
                    });
                });
    }

    @Test
    void createJobAsViewer() {
        play(
                RestInteraction.of("createJob", "a new job by a viewer")
                        .given("an organization and a viewer of it")
                        .when("POST", ORGANIZATION_PATH + "/jobs")
                        .header("Idempotency-Key", "6f1f4c3e", "[!-~]{1,255}")
                        .sending(WISH)
                        .refuses(403, "forbidden", "Not allowed", ""),
                client -> refused(
                        SiaForbiddenException.class,
                        () -> client.jobs(ORGANIZATION).create(wish())));
    }

    @Test
    void createJobWithAKeyThatWasUsed() {
        play(
                RestInteraction.of("createJob", "another job with a key that was used")
                        .given("a job that was created with the idempotency key used-before")
                        .when("POST", ORGANIZATION_PATH + "/jobs")
                        .header("Idempotency-Key", "used-before", "used-before")
                        .sending(WISH)
                        .refuses(409, "idempotency_key_reused", "Idempotency key reused", ""),
                client -> assertThat(refused(
                                        SiaConflictException.class,
                                        () -> client.jobs(ORGANIZATION).create(wish(), "used-before"))
                                .code())
                        .isEqualTo("idempotency_key_reused"));
    }

    @Test
    void listJobs() {
        play(
                RestInteraction.of("listJobs", "all jobs")
                        .given("a queued job")
                        .when("GET", ORGANIZATION_PATH + "/jobs")
                        .query("limit", "50")
                        .answers(200, RestExamples.jobPage("")),
                client -> assertThat(client.jobs(ORGANIZATION).list(JobFilter.ALL))
                        .singleElement()
                        .satisfies(it -> assertThat(it.getStatus()).isEqualTo(JobStatus.QUEUED)));
    }

    @Test
    void listJobsFilteredAndInPages() {
        JobFilter filter = new JobFilter(List.of(JobStatus.QUEUED, JobStatus.FAILED), JobSort.CREATED_AT, 1);
        play(
                RestInteraction.of("listJobs", "the first page of the queued and failed jobs, oldest first")
                        .given("two queued jobs")
                        .when("GET", ORGANIZATION_PATH + "/jobs")
                        .query("status", "queued", "failed")
                        .query("sort", "createdAt")
                        .query("limit", "1")
                        .answers(200, RestExamples.jobPage(", \"nextCursor\": \"eyJhIjoiMDE5OCJ9\"")),
                client -> {
                    JobPage page = client.jobs(ORGANIZATION).page(filter, null);
                    assertThat(page.getItems()).hasSize(1);
                    assertThat(page.getNextCursor()).isEqualTo("eyJhIjoiMDE5OCJ9");
                });
    }

    @Test
    void getJobThatIsQueued() {
        play(
                getJob("a queued job", RestExamples.queuedJob()),
                client -> assertThat(client.jobs(ORGANIZATION).get(JOB).getPosition())
                        .isEqualTo(1));
    }

    @Test
    void getJobThatRuns() {
        play(getJob("a running job", RestExamples.runningJob()), client -> {
            Job job = client.jobs(ORGANIZATION).get(JOB);
            assertThat(job.getLatestAttempt().getStatus()).isEqualTo(AttemptStatus.RUNNING);
            assertThat(job.getLatestAttempt().getLog().getLastSeq()).isEqualTo(3);
        });
    }

    @Test
    void getJobInReview() {
        play(getJob("a job in review", RestExamples.jobInReview()), client -> {
            Job job = client.jobs(ORGANIZATION).get(JOB);
            assertThat(job.getPublication().getFilesChanged()).isEqualTo(2);
            assertThat(job.getPublication().getPullRequestUrl()).endsWith("/pulls/7");
        });
    }

    @Test
    void getJobThatFailed() {
        play(getJob("a failed job", RestExamples.failedJob()), client -> {
            Job job = client.jobs(ORGANIZATION).get(JOB);
            assertThat(job.getFailure().getPropertyClass()).isEqualTo(FailureClass.VERIFICATION);
            assertThat(job.getFailure().getMessage()).contains("exit code 1");
        });
    }

    private static RestInteraction getJob(String state, Example answer) {
        return RestInteraction.of("getJob", "one job, given " + state)
                .given(state)
                .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}")
                .answers(200, answer);
    }

    @Test
    void getJobThatIsNotThere() {
        play(
                RestInteraction.of("getJob", "a job that is not there")
                        .given("an organization without jobs")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}")
                        .refuses(404, "not_found", "Not found", ""),
                client -> refused(
                        SiaNotFoundException.class,
                        () -> client.jobs(ORGANIZATION).get(JOB)));
    }

    @Test
    void getJobWorkflow() {
        play(
                RestInteraction.of("getJobWorkflow", "the workflow of a job in review")
                        .given("a job in review")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/workflow")
                        .answers(200, RestExamples.workflow()),
                client -> {
                    JobWorkflow workflow = client.jobs(ORGANIZATION).workflow(JOB);
                    assertThat(workflow.getKnown()).isTrue();
                    assertThat(workflow.getStatus()).isEqualTo(WorkflowStatus.COMPLETED);
                    assertThat(workflow.getPendingActivities()).isEmpty();
                    assertThat(workflow.getRunId()).isNotEmpty();
                });
    }

    @Test
    void cancelJob() {
        play(
                RestInteraction.of("cancelJob", "cancel a queued job")
                        .given("a queued job")
                        .when("POST", ORGANIZATION_PATH + "/jobs/${jobId}/cancel")
                        .sending("{\"reason\": \"No longer needed\"}")
                        .answers(202, RestExamples.cancelledJob()),
                client -> assertThat(client.jobs(ORGANIZATION)
                                .cancel(JOB, "No longer needed")
                                .getCancellation()
                                .getStage())
                        .isEqualTo(CancellationStage.STOPPED));
    }

    @Test
    void cancelJobThatIsInReview() {
        play(
                RestInteraction.of("cancelJob", "cancel a job in review")
                        .given("a job in review")
                        .when("POST", ORGANIZATION_PATH + "/jobs/${jobId}/cancel")
                        .sending("{}")
                        .refuses(409, "illegal_transition", "Not possible now", ", \"currentStatus\": \"in_review\""),
                client -> assertThat(refused(
                                        SiaConflictException.class,
                                        () -> client.jobs(ORGANIZATION).cancel(JOB, null))
                                .currentStatus())
                        .contains("in_review"));
    }

    @Test
    void listQueues() {
        play(
                RestInteraction.of("listQueues", "both queues")
                        .given("a queued job")
                        .when("GET", ORGANIZATION_PATH + "/queues")
                        .answers(200, RestExamples.queues()),
                client -> assertThat(client.queues(ORGANIZATION).list())
                        .extracting("name")
                        .containsExactly(QueueName.REWORK, QueueName.BACKLOG));
    }

    @Test
    void getQueue() {
        play(
                RestInteraction.of("getQueue", "the backlog")
                        .given("a queued and a running job")
                        .when("GET", ORGANIZATION_PATH + "/queues/backlog")
                        .query("limit", "200")
                        .answers(200, RestExamples.queue()),
                client -> {
                    QueueStatus queue = client.queues(ORGANIZATION).get(QueueName.BACKLOG);
                    assertThat(queue.getQueued())
                            .singleElement()
                            .extracting("position")
                            .isEqualTo(1);
                    assertThat(queue.getRunning())
                            .singleElement()
                            .extracting("attempt")
                            .isEqualTo(1);
                });
    }

    @Test
    void listEvents() {
        play(
                RestInteraction.of("listEvents", "the events of one type")
                        .given("a queued job")
                        .when("GET", ORGANIZATION_PATH + "/events")
                        .query("afterNumber", "0")
                        .query("type", "job.queued")
                        .query("limit", "1000")
                        .answers(200, RestExamples.events()),
                client -> assertThat(client.history(ORGANIZATION).events(EventQuery.ALL.ofTypes(EventType.JOB_QUEUED)))
                        .singleElement()
                        .satisfies(event -> {
                            assertThat(event.getNumber()).isEqualTo(1);
                            assertThat(event.getJobId()).isEqualTo(JOB);
                        }));
    }

    @Test
    void listAuditEntries() {
        play(
                RestInteraction.of("listAuditEntries", "who created a job, and from where")
                        .given("a queued job")
                        .when("GET", ORGANIZATION_PATH + "/audit-entries")
                        .query("action", "createJob")
                        .query("outcome", "allowed")
                        .query("limit", "100")
                        .answers(200, RestExamples.auditEntries()),
                client -> assertThat(client.audit(ORGANIZATION)
                                .entries(AuditQuery.ALL.ofAction("createJob").withOutcome(AuditOutcome.ALLOWED)))
                        .singleElement()
                        .satisfies(entry -> {
                            assertThat(entry.getJobId()).isEqualTo(JOB);
                            assertThat(entry.getAddress()).isNotEmpty();
                        }));
    }

    @Test
    void listAuditEntriesIsForAdmins() {
        play(
                RestInteraction.of("listAuditEntries", "the audit for somebody who may not see it")
                        .given("an organization and a viewer of it")
                        .when("GET", ORGANIZATION_PATH + "/audit-entries")
                        .query("limit", "100")
                        .refuses(403, "forbidden", "Not allowed", ""),
                client -> refused(
                        SiaForbiddenException.class,
                        () -> client.audit(ORGANIZATION).page(AuditQuery.ALL, null)));
    }

    @Test
    void getJobTimeline() {
        play(
                RestInteraction.of("getJobTimeline", "the beginning of a job's story")
                        .given("a running job")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/timeline")
                        .query("afterNumber", "0")
                        .query("limit", "1")
                        .answers(200, RestExamples.timeline()),
                client -> assertThat(client.history(ORGANIZATION)
                                .timelinePage(JOB, 0, 1)
                                .getItems())
                        .singleElement()
                        .satisfies(entry -> {
                            assertThat(entry.getKind()).isEqualTo(TimelineKind.QUEUE);
                            assertThat(entry.getText()).isEqualTo("Queued in backlog.");
                        }));
    }

    @Test
    void getJobTimelineOfNoJob() {
        play(
                RestInteraction.of("getJobTimeline", "the story of a job that is not there")
                        .given("an organization without jobs")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/timeline")
                        .query("afterNumber", "0")
                        .query("limit", "1000")
                        .refuses(404, "not_found", "Not found", ""),
                client -> refused(
                        SiaNotFoundException.class,
                        () -> client.history(ORGANIZATION).timeline(JOB).forEach(entry -> {})));
    }

    @Test
    void listAgents() {
        play(
                RestInteraction.of("listAgents", "all agents")
                        .given("an online agent")
                        .when("GET", ORGANIZATION_PATH + "/agents")
                        .query("limit", "100")
                        .answers(200, RestExamples.agents()),
                client -> assertThat(client.agents(ORGANIZATION).list())
                        .singleElement()
                        .extracting(Agent::getStatus)
                        .isEqualTo(AgentStatus.ONLINE));
    }

    @Test
    void getAgent() {
        play(
                RestInteraction.of("getAgent", "one agent")
                        .given("an online agent")
                        .when("GET", ORGANIZATION_PATH + "/agents/${agentId}")
                        .answers(200, RestExamples.agent()),
                client -> assertThat(client.agents(ORGANIZATION).get(AGENT).getCapacity())
                        .isEqualTo(2));
    }

    @Test
    void drainAgent() {
        play(
                RestInteraction.of("drainAgent", "let an agent finish what it has")
                        .given("an online agent")
                        .when("POST", ORGANIZATION_PATH + "/agents/${agentId}/drain")
                        .sending("{\"reason\": \"disk is full\"}")
                        .answers(200, RestExamples.drainedAgent()),
                client -> {
                    Agent agent = client.agents(ORGANIZATION).drain(AGENT, "disk is full");
                    assertThat(agent.getStatus()).isEqualTo(AgentStatus.DRAINING);
                    assertThat(agent.getDraining()).extracting("reason").isEqualTo("disk is full");
                });
    }

    @Test
    void resumeAgent() {
        play(
                RestInteraction.of("resumeAgent", "end a drain")
                        .given("a drained agent")
                        .when("POST", ORGANIZATION_PATH + "/agents/${agentId}/resume")
                        .answers(200, RestExamples.agent()),
                client -> assertThat(client.agents(ORGANIZATION).resume(AGENT).getStatus())
                        .isEqualTo(AgentStatus.ONLINE));
    }

    @Test
    void resumeAgentThatIsNotDrained() {
        play(
                RestInteraction.of("resumeAgent", "end a drain that nobody asked for")
                        .given("an online agent")
                        .when("POST", ORGANIZATION_PATH + "/agents/${agentId}/resume")
                        .refuses(409, "agent_not_draining", "Agent not drained", ""),
                client -> {
                    SiaConflictException refused = catchThrowableOfType(
                            SiaConflictException.class,
                            () -> client.agents(ORGANIZATION).resume(AGENT));
                    assertThat(refused.code()).isEqualTo("agent_not_draining");
                });
    }

    @Test
    void updateAgent() {
        play(
                RestInteraction.of("updateAgent", "rename an agent")
                        .given("an online agent")
                        .when("PATCH", ORGANIZATION_PATH + "/agents/${agentId}")
                        .sending("{\"name\": \"build-box-2\"}")
                        .answers(200, RestExamples.renamedAgent()),
                client -> assertThat(client.agents(ORGANIZATION)
                                .rename(AGENT, "build-box-2")
                                .getName())
                        .isEqualTo("build-box-2"));
    }

    @Test
    void removeAgent() {
        play(
                RestInteraction.of("removeAgent", "take an agent out of the organization")
                        .given("an online agent")
                        .when("DELETE", ORGANIZATION_PATH + "/agents/${agentId}")
                        .query("force", "false")
                        .answers(200, RestExamples.removedAgent()),
                client -> assertThat(
                                client.agents(ORGANIZATION).remove(AGENT, false).getConnected())
                        .isFalse());
    }

    @Test
    void removeAgentThatIsBusy() {
        play(
                RestInteraction.of("removeAgent", "take an agent out that still works")
                        .given("an agent that works")
                        .when("DELETE", ORGANIZATION_PATH + "/agents/${agentId}")
                        .query("force", "false")
                        .refuses(409, "agent_busy", "Agent busy", ""),
                client -> {
                    SiaConflictException refused = catchThrowableOfType(
                            SiaConflictException.class,
                            () -> client.agents(ORGANIZATION).remove(AGENT, false));
                    assertThat(refused.code()).isEqualTo("agent_busy");
                });
    }

    @Test
    void createEnrolmentToken() {
        play(
                RestInteraction.of("createEnrolmentToken", "a token for two agents")
                        .given("an organization and its owner")
                        .when("POST", ORGANIZATION_PATH + "/enrolment-tokens")
                        .sending("{\"expiresInSeconds\": 3600, \"maxUses\": 2}")
                        .answers(201, RestExamples.enrolmentToken()),
                client -> assertThat(client.agents(ORGANIZATION)
                                .createEnrolmentToken(Duration.ofHours(1), 2)
                                .getToken())
                        .startsWith("sia_en_"));
    }

    @Test
    void listEnrolmentTokens() {
        play(
                RestInteraction.of("listEnrolmentTokens", "all enrolment tokens")
                        .given("an enrolment token that one agent has used")
                        .when("GET", ORGANIZATION_PATH + "/enrolment-tokens")
                        .query("limit", "100")
                        .answers(200, RestExamples.enrolmentTokens()),
                client -> assertThat(client.agents(ORGANIZATION).enrolmentTokens())
                        .singleElement()
                        .extracting(IssuedEnrolmentToken::getUses)
                        .isEqualTo(1));
    }

    @Test
    void revokeEnrolmentToken() {
        play(
                RestInteraction.of("revokeEnrolmentToken", "take an enrolment token back")
                        .given("an enrolment token that one agent has used")
                        .when("DELETE", ORGANIZATION_PATH + "/enrolment-tokens/${tokenId}")
                        .answers(200, RestExamples.revokedEnrolmentToken()),
                client -> assertThat(client.agents(ORGANIZATION)
                                .revokeEnrolmentToken(TOKEN)
                                .getId())
                        .isEqualTo(TOKEN));
    }

    @Test
    void revokeAgentCredential() {
        play(
                RestInteraction.of("revokeAgentCredential", "make an agent's credential good for nothing")
                        .given("an online agent")
                        .when("DELETE", ORGANIZATION_PATH + "/agents/${agentId}/credential")
                        .answers(200, RestExamples.revokedAgent()),
                client -> assertThat(client.agents(ORGANIZATION)
                                .revokeCredential(AGENT)
                                .getCredentialRevokedAt())
                        .isNotNull());
    }

    @Test
    void createLiveTicket() {
        play(
                RestInteraction.of("createLiveTicket", "a ticket for a live session")
                        .given("an organization and its owner")
                        .when("POST", ORGANIZATION_PATH + "/live-tickets")
                        .answers(201, RestExamples.liveTicket()),
                client -> assertThat(client.live().createTicket(ORGANIZATION).getTicket())
                        .startsWith("sia_lt_"));
    }
}
