package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Role;
import dev.sia.server.job.Job;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.job.WorkflowReport;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import dev.sia.server.organization.OrganizationId;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every operation with its success; each test has an organization of its own. */
class RestOperationsTest {
    private static final String WISH = """
            {"prompt": "Add a flag\\nwith tests", "repository": {"url": "https://git.example.com/a.git", "baseBranch": "main"}}
            """;

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    @TempDir
    Path directory;

    private TestRest rest;

    @BeforeEach
    void start() {
        rest = new TestRest(postgres.database(), directory);
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    @Test
    void tellsWhoIsAsking() {
        TestRest.Answer answer = rest.get("/v1/me");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        JsonNode me = answer.json();
        assertThat(me.path("id").asText()).isEqualTo("ada");
        assertThat(me.path("name").asText()).isEqualTo("ada@example.com");
        assertThat(Instant.parse(me.path("expiresAt").asText())).isAfter(Instant.now());
        assertThat(me.at("/organizations/0/id").asText()).isEqualTo(rest.organization.toString());
        assertThat(me.at("/organizations/0/role").asText()).isEqualTo("owner");
    }

    @Test
    void listsAndGetsOrganizations() {
        JsonNode listed = rest.get("/v1/organizations").json().at("/items/0");
        JsonNode got = rest.get(rest.at("")).json();

        assertThat(got).isEqualTo(listed);
        assertThat(got.path("name").asText()).isEqualTo("Organization " + rest.organization);
        assertThat(Instant.parse(got.path("createdAt").asText()))
                .isBefore(Instant.now().plusSeconds(1));
    }

    @Test
    void makesALiveTicketForAViewerAndNoOutsider() {
        TestRest.Answer made = rest.post(rest.at("/live-tickets"), "", rest.viewer);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(Instant.parse(made.json().path("expiresAt").asText()))
                .isBefore(Instant.now().plusSeconds(61));
        String ticket = made.json().path("ticket").asText();
        assertThat(rest.fixture.features.liveTickets.use(ticket).maker().id()).isEqualTo("vic");
        assertThat(rest.post(rest.at("/live-tickets"), "", rest.outsider).status())
                .isEqualTo(404);
    }

    @Test
    void createsAJobAndGetsItBack() {
        TestRest.Answer created = rest.post(rest.at("/jobs"), WISH);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEmpty();
        JsonNode job = created.json();
        assertThat(job.path("etag").asText()).isEqualTo("\"1\"").isEqualTo(created.header("ETag"));
        assertThat(job.path("title").asText()).isEqualTo("Add a flag");
        assertThat(job.path("status").asText()).isEqualTo("queued");
        assertThat(job.path("queue").asText()).isEqualTo("backlog");
        assertThat(job.at("/workflow/state").asText()).isEqualTo("starting");
        assertThat(job.at("/createdBy/name").asText()).isEqualTo("ada@example.com");
        assertThat(job.findValues("failure")).isEmpty();
        JsonNode read = rest.get(rest.at("/jobs/" + job.path("id").asText())).json();
        assertThat(read.path("position").asInt()).isEqualTo(1);
        ((ObjectNode) read).remove("position");
        assertThat(read).isEqualTo(job);
    }

    @Test
    void tellsWhatTemporalSaysAboutTheWorkflow() {
        String id = rest.post(rest.at("/jobs"), WISH).json().path("id").asText();
        JsonNode unknown = rest.get(rest.at("/jobs/" + id + "/workflow")).json();
        assertThat(unknown.path("id").asText()).isEqualTo("job-" + id);
        assertThat(unknown.path("known").asBoolean()).isFalse();
        assertThat(unknown.path("detail").asText()).contains("not been started yet");

        Instant at = Instant.parse("2026-11-23T09:30:00Z");
        rest.workflow = new WorkflowReport.Known(
                "run",
                WorkflowReport.RunStatus.RUNNING,
                "sia-jobs",
                at,
                null,
                11,
                List.of(new WorkflowReport.Pending(
                        "RunAttempt", WorkflowReport.ActivityState.STARTED, 1, at, at, at, 1, Step.GENERATE, "gone")));
        JsonNode known = rest.get(rest.at("/jobs/" + id + "/workflow")).json();
        assertThat(known.path("status").asText()).isEqualTo("running");
        assertThat(known.at("/pendingActivities/0").toString())
                .isEqualTo("{\"type\":\"RunAttempt\",\"state\":\"started\",\"tries\":1,"
                        + "\"scheduledAt\":\"2026-11-23T09:30:00Z\",\"startedAt\":\"2026-11-23T09:30:00Z\","
                        + "\"lastHeartbeatAt\":\"2026-11-23T09:30:00Z\",\"attempt\":1,\"step\":\"generate\","
                        + "\"lastFailure\":\"gone\"}");
    }

    @Test
    void takesEveryMemberOfAWish() {
        JsonNode job = rest.post(rest.at("/jobs"), """
                        {"title": "T", "prompt": "P", "repository": {"url": "/srv/a.git", "baseBranch": "dev"},
                         "steps": ["prepare", "generate", "verify"], "labels": ["linux", "gpu"], "priority": "urgent",
                         "attemptTimeoutSeconds": 600}
                        """).json();

        assertThat(job.path("title").asText()).isEqualTo("T");
        assertThat(job.path("steps").toString()).isEqualTo("[\"prepare\",\"generate\",\"verify\"]");
        assertThat(job.path("labels").toString()).isEqualTo("[\"gpu\",\"linux\"]");
        assertThat(job.path("priority").asText()).isEqualTo("urgent");
        assertThat(job.path("attemptTimeoutSeconds").asInt()).isEqualTo(600);
        assertThat(job.at("/repository/baseBranch").asText()).isEqualTo("dev");
    }

    @Test
    void sameIdempotencyKeyAndBodyMakesOneJob() {
        String key = UUID.randomUUID().toString();
        TestRest.Answer first = createWithKey(key, WISH);
        TestRest.Answer again = createWithKey(key, WISH);
        TestRest.Answer other = createWithKey(key, WISH.replace("flag", "option"));

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().path("code").asText()).isEqualTo("idempotency_key_reused");
        assertThat(rest.get(rest.at("/jobs")).json().path("items")).hasSize(1);
    }

    private TestRest.Answer createWithKey(String key, String body) {
        return rest.send(rest.request(rest.at("/jobs"), rest.owner)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void pagesThroughJobsInBothOrders() {
        List<String> created = createJobs(5);

        assertThat(idsOfAllPages("/jobs?limit=2&sort=createdAt", "items", "id")).isEqualTo(created);
        assertThat(idsOfAllPages("/jobs?limit=2", "items", "id")).isEqualTo(created.reversed());
        assertThat(idsOfAllPages("/jobs?limit=5", "items", "id")).hasSize(5);
    }

    private List<String> createJobs(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> rest.post(rest.at("/jobs"), WISH).json().path("id").asText())
                .toList();
    }

    private List<String> idsOfAllPages(String path, String items, String id) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = rest.get(rest.at(path) + cursor).json();
            page.path(items).forEach(item -> ids.add(item.path(id).asText()));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void filtersJobsByStatus() {
        List<String> created = createJobs(3);
        rest.post(rest.at("/jobs/" + created.getFirst() + "/cancel"), "{}");

        assertThat(idsOfAllPages("/jobs?status=cancelled", "items", "id")).containsExactly(created.getFirst());
        assertThat(idsOfAllPages("/jobs?status=cancelled&status=queued&limit=1", "items", "id"))
                .containsExactlyElementsOf(created.reversed());
        assertThat(idsOfAllPages("/jobs?status=completed", "items", "id")).isEmpty();
    }

    @Test
    void aCursorIsGoodOnlyForItsFilterAndOrderAndOrganization() {
        createJobs(2);
        String cursor =
                rest.get(rest.at("/jobs?limit=1")).json().path("nextCursor").asText();

        for (String other : List.of("limit=1&status=queued&", "limit=1&sort=createdAt&")) {
            assertInvalidCursor(rest.get(rest.at("/jobs?" + other + "cursor=" + cursor)));
        }
        assertInvalidCursor(rest.get(rest.at("/agents?cursor=" + cursor)));
        assertInvalidCursor(rest.get(rest.at("/jobs?cursor=nonsense!")));
        assertInvalidCursor(rest.get("/v1/organizations/" + rest.foreign + "/jobs?cursor=" + cursor, rest.outsider));
        assertThat(rest.get(rest.at("/jobs?limit=1&cursor=" + cursor)).status()).isEqualTo(200);
    }

    private static void assertInvalidCursor(TestRest.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asText()).isEqualTo("invalid_cursor");
    }

    @Test
    void cancelsAQueuedJobOnce() {
        String id = createJobs(1).getFirst();
        TestRest.Answer cancelled = rest.post(rest.at("/jobs/" + id + "/cancel"), "{\"reason\": \"not needed\"}");
        TestRest.Answer again = rest.post(rest.at("/jobs/" + id + "/cancel"), "{\"reason\": \"really\"}");

        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(cancelled.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.json().at("/cancellation/stage").asText()).isEqualTo("stopped");
        assertThat(cancelled.json().at("/cancellation/reason").asText()).isEqualTo("not needed");
        assertThat(cancelled.json().has("position")).isFalse();
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json()).isEqualTo(cancelled.json());
    }

    @Test
    void showsARunningJobWithItsAttemptItsLogAndItsQueue() {
        OrganizationId organization = learned();
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        Job created = rest.fixture.createJob(organization, "one");
        Job waiting = rest.fixture.createJob(organization, "two");
        AttemptOffer offer = run(agent, organization);

        JsonNode job = rest.get(rest.at("/jobs/" + created.id())).json();
        assertThat(job.path("status").asText()).isEqualTo("in_progress");
        assertThat(job.has("position")).isFalse();
        assertThat(job.at("/latestAttempt/id").asText())
                .isEqualTo(offer.attemptId().toString());
        assertThat(job.at("/latestAttempt/agentName").asText()).isEqualTo("box");
        assertThat(job.at("/latestAttempt/steps/0/step").asText()).isEqualTo("prepare");
        assertThat(job.at("/latestAttempt/log/lastSeq").asInt()).isEqualTo(3);
        assertThat(job.toString()).doesNotContainIgnoringCase("lease");

        JsonNode queue = rest.get(rest.at("/queues/backlog")).json();
        assertThat(queue.path("queuedCount").asInt()).isEqualTo(1);
        assertThat(queue.at("/queued/0/jobId").asText()).isEqualTo(waiting.id().toString());
        assertThat(queue.at("/running/0/jobId").asText()).isEqualTo(created.id().toString());
        assertThat(queue.at("/running/0/step").asText()).isEqualTo("prepare");

        JsonNode one = rest.get(rest.at("/agents/" + agent.id())).json();
        assertThat(one.path("status").asText()).isEqualTo("online");
        assertThat(one.path("runningCount").asInt()).isEqualTo(1);
    }

    /** The organization becomes known by the first call in it. */
    private OrganizationId learned() {
        assertThat(rest.get(rest.at("")).status()).isEqualTo(200);
        return rest.organization;
    }

    private AttemptOffer run(AgentIdentity agent, OrganizationId organization) {
        Features features = rest.fixture.features;
        assertThat(features.attemptClaims.claim(organization, 1)).isEqualTo(1);
        AttemptOffer offer = rest.fixture.attach(agent, 1).offers().getFirst();
        features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        features.attemptReports.step(
                agent,
                offer.attemptId(),
                offer.lease(),
                new AttemptStep(Step.PREPARE, StepState.STARTED, Instant.now(), null, null));
        List<LogLine> lines = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> LogLine.of(i, Instant.now(), LogStream.STDOUT, Step.PREPARE, "line " + i))
                .toList();
        features.attemptLogs.append(agent, offer.attemptId(), offer.lease(), LogBatch.of(lines));
        return offer;
    }

    @Test
    void readsALogInRanges() {
        OrganizationId organization = learned();
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        String logs =
                rest.at("/jobs/" + rest.fixture.createJob(organization, "one").id() + "/logs");

        assertThat(rest.get(logs).json().toString())
                .isEqualTo("{\"attempt\":0,\"lines\":[],\"lastSeq\":0,\"oldestSeq\":0,\"complete\":false}");
        assertThat(rest.get(logs + "?attempt=1").status()).isEqualTo(404);

        run(agent, organization);
        JsonNode page = rest.get(logs + "?afterSeq=1&limit=1").json();
        assertThat(page.path("attempt").asInt()).isEqualTo(1);
        assertThat(page.path("lastSeq").asInt()).isEqualTo(3);
        assertThat(page.path("lines")).hasSize(1);
        assertThat(page.at("/lines/0/seq").asInt()).isEqualTo(2);
        assertThat(page.at("/lines/0/text").asText()).isEqualTo("line 2");
        assertThat(rest.get(logs + "?attempt=1").json().path("lines")).hasSize(3);
        assertThat(rest.get(logs + "?attempt=2").status()).isEqualTo(404);
        assertThat(page.path("nextAfterSeq").asInt()).isEqualTo(2);
        assertThat(page.has("gap")).isFalse();
        JsonNode tail = rest.get(logs + "?tail=true&limit=2").json();
        assertThat(tail.findValuesAsText("seq")).containsExactly("2", "3");
        assertThat(tail.path("nextBeforeSeq").asInt()).isEqualTo(2);
        JsonNode before = rest.get(logs + "?tail=true&beforeSeq=2").json();
        assertThat(before.findValuesAsText("seq")).containsExactly("1");
        assertThat(before.has("nextBeforeSeq")).isFalse();
        assertThat(rest.get(logs + "?contains=LINE%203&step=prepare&stream=stdout")
                        .json()
                        .findValuesAsText("seq"))
                .containsExactly("3");
        assertThat(rest.get(logs + "?stream=stderr").json().path("lines")).isEmpty();
        JsonNode beyond = assertProblem(rest.get(logs + "?afterSeq=4"), 400, "validation_failed");
        assertThat(beyond.at("/errors/0/pointer").asText()).isEqualTo("/afterSeq");
    }

    private static JsonNode assertProblem(TestRest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        return answer.json();
    }

    private static void execute(String sql) {
        postgres.database().runAcrossOrganizations(tx -> {
            try (var statement = tx.connection().createStatement()) {
                statement.execute(sql);
            } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
            }
        });
    }

    @Test
    void aJobCarriesTheEndOfItsLog() {
        OrganizationId organization = learned();
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        String job =
                rest.at("/jobs/" + rest.fixture.createJob(organization, "one").id());
        assertThat(rest.get(job).json().has("log")).isFalse();
        run(agent, organization);
        JsonNode log = rest.get(job + "?logLines=2").json().path("log");
        assertThat(log.path("attempt").asInt()).isEqualTo(1);
        assertThat(log.findValuesAsText("seq")).containsExactly("2", "3");
        assertThat(rest.get(log.path("href").asText()).json().path("lines")).hasSize(3);
        assertThat(rest.get(job).json().at("/log/lines")).hasSize(3);
        assertThat(rest.get(job + "?logLines=0").json().at("/log/lines")).isEmpty();
        JsonNode proof = rest.get(job).json().at("/latestAttempt/log");
        assertThat(proof.path("bytes").asInt()).isEqualTo(18);
        assertThat(proof.path("digest").asText()).hasSize(64).isNotEqualTo("0".repeat(64));
    }

    @Test
    void downloadsALogWholeAsTextAndAsJsonAlsoCompressed() throws Exception {
        OrganizationId organization = learned();
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        String path =
                rest.at("/jobs/" + rest.fixture.createJob(organization, "one").id() + "/logs/download");
        assertProblem(rest.get(path), 404, "not_found");
        AttemptOffer offer = run(agent, organization);
        List<LogLine> more = LongStream.rangeClosed(4, 9_000)
                .mapToObj(i -> LogLine.of(i, Instant.now(), LogStream.STDERR, Step.VERIFY, "line " + i))
                .toList();
        rest.fixture.features.attemptLogs.append(agent, offer.attemptId(), offer.lease(), LogBatch.of(more));

        TestRest.Answer text = rest.get(path);
        assertThat(text.header("Content-Type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(text.header("Content-Disposition")).contains("attachment", "-attempt-1.log");
        assertThat(text.text().lines()).hasSize(9_000).last().asString().endsWith(" stderr verify line 9000");
        TestRest.Answer json = rest.send(rest.request(path, rest.viewer).header("Accept", "application/x-ndjson"));
        assertThat(json.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(json.text().lines().map(line -> line.contains("{\"line\":{\"seq\":")))
                .hasSize(9_000)
                .containsOnly(true);
        assertProblem(rest.send(rest.request(path, rest.viewer).header("Accept", "image/png")), 406, "not_acceptable");

        HttpResponse<byte[]> compressed = HttpClient.newHttpClient()
                .send(
                        rest.request(path, rest.viewer)
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(compressed.body().length).isLessThan(text.text().length() / 4);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text.text());
        }

        execute("delete from log_chunk where last_seq < 9000");
        assertThat(rest.get(path).text()).startsWith("[lines 1 to 3 are no longer kept]\n");
        execute("delete from log_chunk");
        assertThat(rest.send(rest.request(path, rest.viewer).header("Accept", "application/x-ndjson"))
                        .text())
                .isEqualTo("{\"gap\":{\"fromSeq\":1,\"toSeq\":9000,\"reason\":\"retention\"}}\n");
    }

    @Test
    void listsQueuesAndPagesThroughOne() {
        List<String> created = createJobs(3);

        JsonNode queues = rest.get(rest.at("/queues")).json();
        assertThat(queues.path("items").findValuesAsText("name")).containsExactly("rework", "backlog");
        assertThat(queues.at("/items/1/queuedCount").asInt()).isEqualTo(3);
        assertThat(idsOfAllPages("/queues/backlog?limit=2", "queued", "jobId")).isEqualTo(created);
        assertThat(rest.get(rest.at("/queues/rework")).json().path("queued")).isEmpty();
    }

    @Test
    void pagesThroughTheMembersWhomTheServerHasSeen() {
        OrganizationId organization = learned();
        for (String user : List.of("cy", "ada", "bob")) {
            rest.get("/v1/me", rest.token(user, organization, Role.MEMBER));
        }
        String path = "/v1/organizations/" + organization + "/members";
        String token = rest.token("ada", organization, Role.VIEWER);
        JsonNode first = rest.get(path + "?limit=2", token).json();
        assertThat(first.path("items").findValuesAsText("userId")).containsExactly("ada", "bob");
        assertThat(first.at("/items/0/email").asText()).isEqualTo("ada@example.com");
        assertThat(first.path("items").findValuesAsText("role")).containsExactly("viewer", "member");
        JsonNode second = rest.get(
                        path + "?limit=2&cursor=" + first.path("nextCursor").asText(), token)
                .json();
        assertThat(second.path("items").findValuesAsText("userId")).containsExactly("cy");
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(rest.get(path, rest.outsider).status()).isEqualTo(404);
    }

    @Test
    void pagesThroughAgents() {
        OrganizationId organization = learned();
        List<String> enrolled = IntStream.range(0, 3)
                .mapToObj(i -> rest.fixture.enrol(organization, "box-" + i).id().toString())
                .toList();

        assertThat(idsOfAllPages("/agents?limit=2", "items", "id")).isEqualTo(enrolled);
    }

    @Test
    void drainsResumesAndRenamesAnAgent() {
        AgentIdentity agent = rest.fixture.enrol(learned(), "box");
        rest.fixture.attach(agent, 1);
        String path = rest.at("/agents/" + agent.id());

        JsonNode drained = rest.post(path + "/drain", "{\"reason\": \"disk\"}").json();
        assertThat(drained.path("status").asText()).isEqualTo("draining");
        assertThat(drained.at("/draining/by/name").asText()).isEqualTo("ada@example.com");
        assertThat(drained.at("/draining/reason").asText()).isEqualTo("disk");
        assertThat(drained.path("connected").asBoolean()).isTrue();
        assertThat(rest.post(path + "/drain", "{}").json()).isEqualTo(drained);

        TestRest.Answer resumed = rest.post(path + "/resume", "");
        assertThat(resumed.status()).isEqualTo(200);
        assertThat(resumed.json().path("status").asText()).isEqualTo("online");
        assertThat(resumed.json().has("draining")).isFalse();

        TestRest.Answer renamed = rest.send(rest.request(path, rest.owner)
                .header("Content-Type", "application/json")
                .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"name\": \"big box\"}")));
        assertThat(renamed.json().path("name").asText()).isEqualTo("big box");
        assertThat(rest.get(path).json()).isEqualTo(renamed.json());
    }

    @Test
    void removesAnAgentAndItsAttemptsWhenForced() {
        OrganizationId organization = learned();
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        Job job = rest.fixture.createJob(organization, "one");
        run(agent, organization);
        String path = rest.at("/agents/" + agent.id());

        TestRest.Answer busy = rest.send(rest.request(path, rest.owner).DELETE());
        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.json().path("code").asText()).isEqualTo("agent_busy");
        TestRest.Answer removed =
                rest.send(rest.request(path + "?force=true", rest.owner).DELETE());
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.json().path("statusReason").asText()).isEqualTo("removed");
        assertThat(rest.get(path).status()).isEqualTo(404);
        assertThat(rest.get(rest.at("/jobs/" + job.id()))
                        .json()
                        .at("/latestAttempt/status")
                        .asText())
                .isEqualTo("lost");
    }

    @Test
    void makesAnEnrolmentTokenThatWorks() {
        TestRest.Answer answer = rest.post(rest.at("/enrolment-tokens"), "{\"maxUses\": 2}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.json().path("maxUses").asInt()).isEqualTo(2);
        assertThat(Instant.parse(answer.json().path("expiresAt").asText()))
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
        String token = answer.json().path("token").asText();
        assertThat(rest.fixture
                        .features
                        .agentCredentials
                        .enrol(token, "new", TestFeatures.ORIGIN)
                        .identity()
                        .organizationId())
                .isEqualTo(rest.organization);
    }

    @Test
    void tellsTheEventsInPagesByTypeAndByJob() {
        List<String> created = createJobs(3);
        rest.post(rest.at("/jobs/" + created.getFirst() + "/cancel"), "{}");

        JsonNode all = rest.get(rest.at("/events")).json();
        List<Long> numbers = numbers(all);
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertThat(all.path("readTo").asLong())
                .isEqualTo(all.path("lastNumber").asLong())
                .isEqualTo(numbers.size());

        JsonNode page = rest.get(rest.at("/events?afterNumber=1&limit=1")).json();
        assertThat(numbers(page)).containsExactly(2L);
        assertThat(page.path("readTo").asLong()).isEqualTo(2);
        assertThat(page.path("lastNumber").asLong()).isEqualTo(numbers.size());

        JsonNode queued = rest.get(rest.at("/events?type=job.queued")).json();
        assertThat(queued.path("items").findValuesAsText("jobId")).isEqualTo(created);
        assertThat(queued.path("readTo").asLong()).isEqualTo(numbers.size());

        JsonNode ofOne =
                rest.get(rest.at("/events?jobId=" + created.getFirst())).json();
        assertThat(ofOne.path("items").findValuesAsText("type"))
                .containsExactly("job.queued", "job.cancellation_changed", "job.status_changed");
        assertThat(rest.get(rest.at("/events?jobId=" + UUID.randomUUID()))
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(rest.get(rest.at("/events?afterNumber=9000000000000000000"))
                        .json()
                        .path("items"))
                .isEmpty();
    }

    private static List<Long> numbers(JsonNode page) {
        return page.path("items").findValues("number").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    @Test
    void tellsTheStoryOfAJob() {
        OrganizationId organization = learned();
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        Job job = rest.fixture.createJob(organization, "one");
        run(agent, organization);
        String path = rest.at("/jobs/" + job.id() + "/timeline");

        JsonNode timeline = rest.get(path).json();
        assertThat(timeline.path("jobId").asText()).isEqualTo(job.id().toString());
        assertThat(timeline.path("items").findValuesAsText("text"))
                .containsSubsequence(
                        "Queued in backlog.",
                        "Attempt 1 was offered to box.",
                        "Attempt 1 was accepted by box.",
                        "Step prepare of attempt 1 started.");
        assertThat(timeline.at("/items/0/kind").asText()).isEqualTo("queue");
        assertThat(timeline.at("/items/0/actor/name").asText()).isEqualTo("ada@example.com");
        assertThat(numbers(timeline)).isSorted();

        JsonNode secondPage = rest.get(
                        path + "?limit=2&afterNumber=" + numbers(timeline).getFirst())
                .json();
        assertThat(numbers(secondPage)).isEqualTo(numbers(timeline).subList(1, 3));
        assertThat(secondPage.path("readTo").asLong())
                .isEqualTo(numbers(timeline).get(2));
    }
}
