package dev.sia.contracts.rest;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.QueueEnd;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.Repository;
import dev.sia.api.model.ReviewComment;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.Scope;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.api.model.UpdateSettingsRequest;
import dev.sia.contracts.pact.RestOperation;
import dev.sia.sdk.AuditQuery;
import dev.sia.sdk.EventQuery;
import dev.sia.sdk.JobFilter;
import dev.sia.sdk.LogFormat;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.SiaClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A right call of every operation. A new operation needs a row here; {@code RestCallsTest} says so. */
final class RestCalls {
    static final UUID ORGANIZATION = id("organizationId");
    static final UUID JOB = id("jobId");
    static final UUID AGENT = id("agentId");
    static final UUID KEY = id("keyId");
    static final UUID TOKEN = id("tokenId");

    private static final Map<String, RestOperation> OPERATIONS = RestOperation.all().stream()
            .collect(Collectors.toMap(RestOperation::id, operation -> operation, (a, b) -> a, LinkedHashMap::new));

    private static final UnaryOperator<RestInteraction> NOTHING_MORE = UnaryOperator.identity();

    /** In the order of the contract's operations as far as anybody has kept to it. */
    static final List<RestCall> ALL = List.of(
            call("getMe", SiaClient::me),
            call("listOrganizations", sia -> sia.organizations().list()),
            call("getOrganization", sia -> sia.organizations().get(ORGANIZATION)),
            call("listMembers", limit(100), sia -> sia.organizations().membersPage(ORGANIZATION, null, 100)),
            call("getSettings", sia -> sia.organizations().settings(ORGANIZATION)),
            call(
                    "updateSettings",
                    body("{\"maxRunningJobs\": 20}", "*"),
                    sia -> sia.organizations()
                            .replaceSettings(ORGANIZATION, new UpdateSettingsRequest().maxRunningJobs(20), "*")),
            call("listJobs", limit(50), sia -> sia.jobs(ORGANIZATION).page(JobFilter.ALL, null)),
            call("createJob", RestCalls::wish, sia -> sia.jobs(ORGANIZATION).create(wish("Add it."), "6f1f4c3e")),
            call("getJob", sia -> sia.jobs(ORGANIZATION).get(JOB)),
            call(
                    "updateJob",
                    body("{\"title\": \"Other\"}", "*"),
                    sia -> sia.jobs(ORGANIZATION).update(JOB, new UpdateJobRequest().title("Other"), "*")),
            call(
                    "cancelJob",
                    body("{\"reason\": \"No longer needed\"}"),
                    sia -> sia.jobs(ORGANIZATION).cancel(JOB, "No longer needed")),
            call("getJobWorkflow", sia -> sia.jobs(ORGANIZATION).workflow(JOB)),
            call(
                    "listJobLogs",
                    it -> it.query("afterSeq", "0").query("limit", "1000"),
                    sia -> sia.logs(ORGANIZATION).page(JOB, LogRange.LATEST)),
            call(
                    "downloadJobLog",
                    it -> it.header("Accept", "text/plain", "text/plain"),
                    sia -> sia.logs(ORGANIZATION).download(JOB, null, LogFormat.TEXT)),
            call("streamJobLog", it -> it.query("follow", "false"), null),
            call(
                    "getJobTimeline",
                    it -> it.query("afterNumber", "0").query("limit", "1000"),
                    sia -> sia.history(ORGANIZATION).timelinePage(JOB, 0, 1000)),
            call("listAuditEntries", limit(100), sia -> sia.audit(ORGANIZATION).page(AuditQuery.ALL, null)),
            call(
                    "listEvents",
                    it -> it.query("afterNumber", "0").query("limit", "1000"),
                    sia -> sia.history(ORGANIZATION).eventPage(EventQuery.ALL)),
            call("streamEvents", it -> it.query("afterNumber", "0").query("follow", "false"), null),
            call(
                    "retryJob",
                    body("{\"prompt\": \"Add it.\"}"),
                    sia -> sia.jobs(ORGANIZATION).retry(JOB, "Add it.")),
            call(
                    "reworkJob",
                    body("{\"comments\": [{\"text\": \"Free it.\"}]}"),
                    sia -> sia.jobs(ORGANIZATION).rework(JOB, rework("Free it."))),
            call("completeJob", sia -> sia.jobs(ORGANIZATION).complete(JOB)),
            call("archiveJob", sia -> sia.jobs(ORGANIZATION).archive(JOB)),
            call(
                    "createHint",
                    body("{\"text\": \"Look.\"}"),
                    sia -> sia.jobs(ORGANIZATION).hint(JOB, "Look.")),
            call(
                    "listJobAttempts",
                    limit(100),
                    sia -> sia.jobs(ORGANIZATION).attempts(JOB).forEach(it -> {})),
            call(
                    "listJobRevisions",
                    limit(100),
                    sia -> sia.jobs(ORGANIZATION).revisions(JOB).forEach(it -> {})),
            call("getJobScheduling", sia -> sia.queues(ORGANIZATION).scheduling(JOB)),
            call("listQueues", sia -> sia.queues(ORGANIZATION).list()),
            call("getQueue", limit(200), sia -> sia.queues(ORGANIZATION).get(QueueName.BACKLOG)),
            call(
                    "pauseQueue",
                    body("{\"note\": \"Release\", \"forSeconds\": 7200}"),
                    sia -> sia.queues(ORGANIZATION).pauseFor(QueueName.BACKLOG, "Release", Duration.ofHours(2))),
            call("resumeQueue", sia -> sia.queues(ORGANIZATION).resume(QueueName.BACKLOG)),
            call(
                    "moveJob",
                    RestCalls::move,
                    sia -> sia.queues(ORGANIZATION)
                            .move(
                                    QueueName.BACKLOG,
                                    new MoveJobRequest().jobId(JOB).to(QueueEnd.HEAD),
                                    "*")),
            call("listAgents", limit(100), sia -> sia.agents(ORGANIZATION).page(null, 100)),
            call("getAgent", sia -> sia.agents(ORGANIZATION).get(AGENT)),
            call(
                    "updateAgent",
                    body("{\"name\": \"build-box-2\"}"),
                    sia -> sia.agents(ORGANIZATION).rename(AGENT, "build-box-2")),
            call(
                    "removeAgent",
                    it -> it.query("force", "false"),
                    sia -> sia.agents(ORGANIZATION).remove(AGENT, false)),
            call(
                    "drainAgent",
                    body("{\"reason\": \"disk is full\"}"),
                    sia -> sia.agents(ORGANIZATION).drain(AGENT, "disk is full")),
            call("resumeAgent", sia -> sia.agents(ORGANIZATION).resume(AGENT)),
            call("revokeAgentCredential", sia -> sia.agents(ORGANIZATION).revokeCredential(AGENT)),
            call(
                    "listEnrolmentTokens",
                    limit(100),
                    sia -> sia.agents(ORGANIZATION).enrolmentTokens().forEach(it -> {})),
            call(
                    "createEnrolmentToken",
                    body("{\"expiresInSeconds\": 3600, \"maxUses\": 2}"),
                    sia -> sia.agents(ORGANIZATION).createEnrolmentToken(Duration.ofHours(1), 2)),
            call("listApiKeys", limit(100), sia -> sia.keys(ORGANIZATION).page(null, 100)),
            call(
                    "createApiKey",
                    body("{\"name\": \"ci\", \"scopes\": [\"jobs:read\"]}"),
                    sia -> sia.keys(ORGANIZATION).create("ci", List.of(Scope.JOBS_READ), null)),
            call("getApiKey", sia -> sia.keys(ORGANIZATION).get(KEY)),
            call("revokeApiKey", sia -> sia.keys(ORGANIZATION).revoke(KEY)),
            call("createLiveTicket", sia -> sia.live().createTicket(ORGANIZATION)),
            call("revokeEnrolmentToken", sia -> sia.agents(ORGANIZATION).revokeEnrolmentToken(TOKEN)),
            call("listContracts", NOTHING_MORE, null),
            call("getContract", NOTHING_MORE, null),
            call("getDocs", NOTHING_MORE, null),
            call("getDocsAsset", NOTHING_MORE, null));

    private RestCalls() {}

    private static UUID id(String name) {
        return UUID.fromString(RestInteraction.EXAMPLES.get(name));
    }

    private static RestCall call(String operation, Consumer<SiaClient> sdk) {
        return call(operation, NOTHING_MORE, sdk);
    }

    private static RestCall call(
            String operation, UnaryOperator<RestInteraction> rest, @Nullable Consumer<SiaClient> sdk) {
        RestOperation known = OPERATIONS.get(operation);
        if (known == null) {
            throw new IllegalStateException("The contract has no operation " + operation + ": remove its row");
        }
        return new RestCall(known, rest, sdk);
    }

    /** The call of an operation. */
    static RestCall of(String operation) {
        return ALL.stream()
                .filter(call -> call.operation().id().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    private static UnaryOperator<RestInteraction> limit(int limit) {
        return it -> it.query("limit", Integer.toString(limit));
    }

    private static UnaryOperator<RestInteraction> body(String json) {
        return it -> it.sending(json);
    }

    private static UnaryOperator<RestInteraction> body(String json, String ifMatch) {
        return it -> it.header("If-Match", ifMatch, ".+").sending(json);
    }

    private static RestInteraction wish(RestInteraction it) {
        return it.header("Idempotency-Key", "6f1f4c3e", "[!-~]{1,255}").sending("""
                {"prompt": "Add it.", "repository": {"url": "/srv/exporter.git", "baseBranch": "main"}}""");
    }

    static CreateJobRequest wish(String prompt) {
        return new CreateJobRequest()
                .prompt(prompt)
                .repository(new Repository().url("/srv/exporter.git").baseBranch("main"));
    }

    static ReworkJobRequest rework(String text) {
        return new ReworkJobRequest().comments(List.of(new ReviewComment().text(text)));
    }

    private static RestInteraction move(RestInteraction it) {
        return it.header("If-Match", "*", ".+")
                .sending("{\"jobId\": \"" + JOB + "\", \"to\": \"head\"}", "$.jobId", "jobId");
    }
}
