package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.job.Job;
import dev.sia.server.key.NewApiKey;
import dev.sia.server.organization.OrganizationId;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether every operation of the contract leaves in the audit what it has to, and reading leaves nothing. */
class AuditedOperationsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final String HERE = "127.0.0.1";

    private static TestRest rest;
    private static TestSql sql;

    private OrganizationId organization;
    private String owner;
    private String viewer;
    private PlayedWork work;
    /** Made without a request, so that no entry tells of them. */
    private UUID keyId;

    private UUID tokenId;

    @BeforeAll
    static void start(@TempDir Path directory) {
        rest = new TestRest(postgres.database(), directory);
        sql = new TestSql(postgres.database());
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    @BeforeEach
    void organization() {
        organization = rest.fixture.organization();
        owner = rest.token("ada", organization, Role.OWNER);
        viewer = rest.token("vic", organization, Role.VIEWER);
        work = new PlayedWork(rest, organization);
        Features features = rest.fixture.features;
        Principal ada = Principal.user(
                "ada",
                null,
                Map.of(organization, new Membership(Role.OWNER, "Acme")),
                Instant.now().plusSeconds(60));
        keyId = features.apiKeys
                .create(organization, ada, TestFeatures.ADA, new NewApiKey("ci", Set.of(Scope.JOBS_READ), null))
                .apiKey()
                .id()
                .value();
        tokenId = features.enrolmentTokens
                .create(organization, TestFeatures.ADA, Duration.ofMinutes(1), 1)
                .id();
    }

    private String at(String path) {
        return "/v1/organizations/" + organization + path;
    }

    private TestRest.Answer get(String path) {
        return rest.get(at(path), owner);
    }

    private TestRest.Answer post(String path, String body) {
        return rest.post(at(path), body, owner);
    }

    static Stream<ContractOperation> operations() {
        return ContractOperation.all().stream();
    }

    static Stream<ContractOperation> changes() {
        return operations().filter(operation -> !operation.reads());
    }

    static Stream<ContractOperation> reads() {
        return operations().filter(ContractOperation::reads);
    }

    /**
     * A call of an operation that changes something.
     *
     * @param about the member of the entry that names what was changed, and its value; null for an id that only the answer tells
     */
    private record Call(
            String path,
            @Nullable String body,
            String about,
            @Nullable String value) {}

    /** One for each operation that is no GET: a new one needs a row here. */
    private Map<String, Supplier<Call>> calls() {
        Map<String, Supplier<Call>> calls = new TreeMap<>();
        calls.put("updateSettings", () -> new Call("/settings", "{\"maxRunningJobs\": 3}", "action", "updateSettings"));
        calls.put(
                "createJob",
                () -> new Call(
                        "/jobs",
                        "{\"prompt\": \"Do it.\", \"repository\": {\"url\": \"/srv/a.git\", \"baseBranch\": \"main\"}}",
                        "jobId",
                        null));
        calls.put("updateJob", () -> ofJob(work.queued(), "", "{\"title\": \"Other\"}"));
        calls.put("cancelJob", () -> ofJob(work.queued(), "/cancel", "{}"));
        calls.put("retryJob", () -> ofJob(work.failed(), "/retry", "{}"));
        calls.put("reworkJob", () -> ofJob(work.inReview(), "/rework", "{\"comments\": [{\"text\": \"No.\"}]}"));
        calls.put("completeJob", () -> ofJob(work.inReview(), "/complete", ""));
        calls.put("archiveJob", () -> ofJob(work.failed(), "/archive", ""));
        calls.put("createHint", () -> ofJob(work.running(), "/hints", "{\"text\": \"Look.\"}"));
        calls.put("pauseQueue", () -> new Call("/queues/backlog/pause", "{}", "queue", "backlog"));
        calls.put("resumeQueue", () -> {
            post("/queues/backlog/pause", "{}");
            return new Call("/queues/backlog/resume", "", "queue", "backlog");
        });
        calls.put("moveJob", () -> {
            work.queued();
            Job last = work.queued();
            return new Call(
                    "/queues/backlog/move",
                    "{\"jobId\": \"" + last.id() + "\", \"to\": \"head\"}",
                    "jobId",
                    last.id().toString());
        });
        calls.put(
                "createEnrolmentToken",
                () -> new Call(
                        "/enrolment-tokens",
                        "{\"expiresInSeconds\": 60, \"maxUses\": 1}",
                        "action",
                        "createEnrolmentToken"));
        calls.put(
                "revokeEnrolmentToken",
                () -> new Call("/enrolment-tokens/" + tokenId, null, "action", "revokeEnrolmentToken"));
        calls.put("revokeAgentCredential", () -> ofAgent("/credential", null));
        calls.put(
                "createApiKey",
                () -> new Call(
                        "/api-keys", "{\"name\": \"ci\", \"scopes\": [\"jobs:read\"]}", "action", "createApiKey"));
        calls.put("revokeApiKey", () -> new Call("/api-keys/" + keyId, null, "action", "revokeApiKey"));
        calls.put("createLiveTicket", () -> new Call("/live-tickets", "", "action", "createLiveTicket"));
        calls.put("updateAgent", () -> ofAgent("", "{\"name\": \"other\"}"));
        calls.put("drainAgent", () -> ofAgent("/drain", "{}"));
        calls.put("resumeAgent", () -> {
            post("/agents/" + work.agent.id() + "/drain", "{}");
            return ofAgent("/resume", "");
        });
        calls.put("removeAgent", () -> ofAgent("", null));
        return calls;
    }

    private static Call ofJob(Job job, String below, String body) {
        return new Call("/jobs/" + job.id() + below, body, "jobId", job.id().toString());
    }

    private Call ofAgent(String below, @Nullable String body) {
        return new Call(
                "/agents/" + work.agent.id() + below,
                body,
                "agentId",
                work.agent.id().toString());
    }

    private TestRest.Answer send(ContractOperation operation, String path, @Nullable String body, String token) {
        HttpRequest.Builder request = rest.request(path, token)
                .method(
                        operation.method(),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (operation.takesIfMatch()) {
            request.header("If-Match", "*");
        }
        if (body != null && !body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return rest.send(request);
    }

    /** The organization's entries, newest first, as its owner sees them. */
    private List<JsonNode> entries(String query) {
        TestRest.Answer answer = get("/audit-entries" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("items").spliterator(), false)
                .toList();
    }

    private List<JsonNode> awaitEntries(String query, int count) {
        return await().until(() -> entries(query), found -> found.size() >= count);
    }

    /** Causes a refusal and waits until it is written; those before it are then, too. */
    private void awaitDenialsBefore() {
        rest.get(at("/queues"), "nonsense");
        awaitEntries("?action=listQueues&outcome=denied", 1);
    }

    private static long stored(OrganizationId organization) {
        return sql.count("audit_entry where organization_id = ?", organization.value());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeLeavesWhoDidItFromWhereAndInWhichRequest(ContractOperation operation) {
        Supplier<Call> row = calls().get(operation.id());
        assertThat(row).as("the call of " + operation + " in calls()").isNotNull();
        Call call = Objects.requireNonNull(row).get();
        Instant before = Instant.now().minusMillis(1);

        TestRest.Answer answer = send(operation, at(call.path()), call.body(), owner);

        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        List<JsonNode> entries = entries("?action=" + operation.id());
        assertThat(entries).hasSize(1);
        JsonNode entry = entries.getFirst();
        assertThat(entry.path("outcome").asText()).isEqualTo("allowed");
        assertThat(entry.path("actor").toString())
                .isEqualTo("{\"kind\":\"user\",\"id\":\"ada\",\"name\":\"ada@example.com\"}");
        assertThat(entry.path("address").asText()).isEqualTo(HERE);
        assertThat(TimeOrderedIds.time(UUID.fromString(entry.path("requestId").asText())))
                .isBetween(before, Instant.now());
        assertThat(entry.path(call.about()).asText())
                .isEqualTo(Objects.requireNonNullElse(
                        call.value(), answer.json().path("id").asText()))
                .isNotEmpty();
        assertThat(entry.has("code") || entry.has("count")).isFalse();
        assertEventIsTold(operation, entry);
    }

    private void assertEventIsTold(ContractOperation operation, JsonNode entry) {
        if (!operation.id().equals("createLiveTicket")) {
            long number = entry.path("eventNumber").asLong();
            JsonNode event =
                    get("/events?limit=1&afterNumber=" + (number - 1)).json().at("/items/0");
            assertThat(event.path("actor")).isEqualTo(entry.path("actor"));
        }
    }

    @Test
    void everyRowIsAnOperationOfTheContract() {
        assertThat(calls().keySet())
                .isEqualTo(changes().map(ContractOperation::id).collect(Collectors.toSet()));
    }

    private String path(ContractOperation operation, OrganizationId organization, UUID jobId) {
        return operation
                        .path()
                        .replace("{organizationId}", organization.toString())
                        .replace("{jobId}", jobId.toString())
                        .replace("{agentId}", work.agent.id().toString())
                        .replace("{keyId}", keyId.toString())
                        .replace("{tokenId}", tokenId.toString())
                        .replace("{queueName}", "backlog")
                        .replace("{folder}", "openapi")
                        .replace("{file}", "sia.yaml")
                        .replace("{asset}", "docs.css")
                + (operation.path().endsWith("/stream") ? "?follow=false" : "");
    }

    @ParameterizedTest
    @MethodSource("reads")
    void readingLeavesNothing(ContractOperation operation) {
        UUID job = work.inReview().id().value();
        long before = stored(organization);

        TestRest.Answer answer = send(operation, path(operation, organization, job), null, owner);

        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        awaitDenialsBefore();
        assertThat(stored(organization)).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aMemberWhoMayNotDoSomethingIsNoted(ContractOperation operation) {
        TestRest.Answer answer = send(operation, path(operation, organization, UUID.randomUUID()), null, viewer);
        boolean everybodyMay = operation.reads() || operation.id().equals("createLiveTicket");
        if (everybodyMay && answer.status() != 403) {
            return;
        }

        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        JsonNode entry =
                awaitEntries("?outcome=denied&action=" + operation.id(), 1).getFirst();
        assertThat(entry.path("actor").path("name").asText()).isEqualTo("vic@example.com");
        assertThat(entry.path("address").asText()).isEqualTo(HERE);
        assertThat(entry.path("requestId")).isEqualTo(answer.json().path("requestId"));
        assertThat(entry.path("code").asText()).isEqualTo("forbidden");
        assertThat(entry.path("count").asLong()).isEqualTo(1);
        assertThat(entry.path("firstAt").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void strangersAndOutsidersAreNotedInTheOrganizationThatTheyName(ContractOperation operation) {
        if (!operation.ofOrganization()) {
            return;
        }
        String path = path(operation, organization, UUID.randomUUID());

        TestRest.Answer stranger = send(operation, path, null, "nonsense");
        TestRest.Answer outsider = send(operation, path, null, rest.outsider);

        assertThat(stranger.status()).isEqualTo(401);
        assertThat(outsider.status()).isEqualTo(404);
        List<JsonNode> entries = awaitEntries("?outcome=denied&action=" + operation.id(), 2);
        JsonNode unknown = withCode(entries, "unauthenticated");
        assertThat(unknown.has("actor")).isFalse();
        assertThat(unknown.path("requestId")).isEqualTo(stranger.json().path("requestId"));
        JsonNode known = withCode(entries, "not_found");
        assertThat(known.path("actor").toString()).isEqualTo("{\"kind\":\"user\",\"id\":\"eve\"}");
        assertThat(known.path("requestId")).isEqualTo(outsider.json().path("requestId"));
    }

    private static JsonNode withCode(List<JsonNode> entries, String code) {
        return entries.stream()
                .filter(entry -> entry.path("code").asText().equals(code))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsChangedByOneRequestInSeveralStepsIsToldOnceForEachStep() {
        work.running();

        rest.send(rest.request(at("/agents/" + work.agent.id() + "?force=true"), owner)
                .DELETE());

        List<JsonNode> entries = entries("?action=removeAgent");
        assertThat(entries).isNotEmpty();
        assertThat(entries.stream().map(entry -> entry.path("requestId")).distinct())
                .hasSize(1);
    }

    @Test
    void anOrganizationThatDoesNotExistGetsNoEntries() {
        OrganizationId nowhere = new OrganizationId(UUID.randomUUID());
        rest.get("/v1/organizations/" + nowhere + "/jobs", owner);
        rest.get("/v1/organizations/" + nowhere + "/jobs", "nonsense");
        rest.get("/v1/organizations/no-id/jobs", "nonsense");
        awaitDenialsBefore();

        assertThat(stored(nowhere)).isZero();
    }

    @Test
    void aMemberWhoNamesWhatIsNotThereIsNotRefused() {
        assertThat(get("/jobs/" + UUID.randomUUID()).status()).isEqualTo(404);
        awaitDenialsBefore();

        assertThat(entries("?outcome=denied")).hasSize(1);
    }

    @Test
    void onlyAdminsRead() {
        String admin = rest.token("bo", organization, Role.ADMIN);
        String member = rest.token("mo", organization, Role.MEMBER);

        assertThat(rest.get(at("/audit-entries"), admin).status()).isEqualTo(200);
        assertThat(rest.get(at("/audit-entries"), member).status()).isEqualTo(403);
    }

    @Test
    void entriesAreFilteredAndComeInPagesNewestFirst() {
        String job = created();
        post("/jobs/" + job + "/cancel", "{}");
        post("/jobs/" + job + "/archive", "");
        String created = entries("?action=createJob").getFirst().path("at").asText();

        assertThat(actions("?jobId=" + job)).containsExactly("archiveJob", "cancelJob", "createJob");
        assertThat(actions("?jobId=" + job + "&to=" + created)).isEmpty();
        assertThat(actions("?jobId=" + job + "&from=" + created)).hasSize(3);
        assertThat(actions("?actorId=ada")).hasSize(3);
        assertThat(actions("?actorId=" + work.agent.id())).containsExactly("enrol");
        assertThat(actions("?agentId=" + work.agent.id())).containsExactly("enrol");
        assertThat(actions("?outcome=denied")).isEmpty();

        JsonNode first = get("/audit-entries?limit=2&actorId=ada").json();
        assertThat(first.path("items")).hasSize(2);
        String cursor = first.path("nextCursor").asText();
        JsonNode second =
                get("/audit-entries?limit=2&actorId=ada&cursor=" + cursor).json();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(get("/audit-entries?limit=2&cursor=" + cursor).status()).isEqualTo(400);
        assertThat(get("/audit-entries?from=yesterday")
                        .json()
                        .at("/errors/0/message")
                        .asText())
                .isEqualTo("must be a time such as 2026-11-23T09:30:00Z");
    }

    private String created() {
        return post(
                        "/jobs",
                        "{\"prompt\": \"Do it.\", \"repository\": {\"url\": \"/srv/a.git\", \"baseBranch\": \"main\"}}")
                .json()
                .path("id")
                .asText();
    }

    private List<String> actions(String query) {
        return entries(query).stream()
                .map(entry -> entry.path("action").asText())
                .toList();
    }

    @Test
    void viewersOfJobsAndEventsDoNotSeeWhereSomebodyCameFrom() {
        String job = created();
        String seen = rest.get(at("/jobs/" + job), viewer).text()
                + rest.get(at("/events"), viewer).text();

        assertThat(seen).contains("ada@example.com").doesNotContain(HERE).doesNotContain("origin");
        assertThat(sql.column(String.class, "select created_by::text from job where id = ?", UUID.fromString(job)))
                .isNotEmpty()
                .allSatisfy(stored -> assertThat(stored).doesNotContain(HERE).doesNotContain("origin"));
    }
}
