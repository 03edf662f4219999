package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.server.Features;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Role;
import dev.sia.server.job.Job;
import dev.sia.server.job.Publication;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.RestJson;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are told when a call is not right. Nothing here changes anything, so all share one server. */
class RestRefusalsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static TestRest rest;
    private static String job;

    @BeforeAll
    static void start(@TempDir Path directory) {
        rest = new TestRest(postgres.database(), directory);
        rest.get("/v1/me");
        rest.get("/v1/me", rest.outsider);
        job = rest.fixture.createJob(rest.organization, "one").id().toString();
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    private static JsonNode assertProblem(TestRest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("urn:sia:problem:" + code);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty().doesNotContain("dev.sia", "java.", "Exception");
        assertThat(UUID.fromString(problem.path("requestId").asText()).version())
                .isEqualTo(7);
        return problem;
    }

    private static void assertMistake(TestRest.Answer answer, String in, String pointer, String message) {
        JsonNode problem = assertProblem(answer, 400, "validation_failed");
        assertThat(problem.path("errors")).as(answer.text()).anySatisfy(error -> {
            assertThat(error.path("in").asText()).isEqualTo(in);
            assertThat(error.path("pointer").asText()).isEqualTo(pointer);
            assertThat(error.path("message").asText()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/me",
        "GET,/v1/organizations",
        "GET,/v1/organizations/{o}",
        "GET,/v1/organizations/{o}/jobs",
        "POST,/v1/organizations/{o}/jobs",
        "GET,/v1/organizations/{o}/jobs/{j}",
        "PATCH,/v1/organizations/{o}/jobs/{j}",
        "POST,/v1/organizations/{o}/jobs/{j}/cancel",
        "POST,/v1/organizations/{o}/jobs/{j}/retry",
        "POST,/v1/organizations/{o}/jobs/{j}/rework",
        "POST,/v1/organizations/{o}/jobs/{j}/complete",
        "POST,/v1/organizations/{o}/jobs/{j}/archive",
        "POST,/v1/organizations/{o}/jobs/{j}/hints",
        "GET,/v1/organizations/{o}/jobs/{j}/attempts",
        "GET,/v1/organizations/{o}/jobs/{j}/revisions",
        "GET,/v1/organizations/{o}/jobs/{j}/logs",
        "GET,/v1/organizations/{o}/jobs/{j}/logs/download",
        "GET,/v1/organizations/{o}/jobs/{j}/logs/stream",
        "GET,/v1/organizations/{o}/events/stream",
        "GET,/v1/organizations/{o}/jobs/{j}/timeline",
        "GET,/v1/organizations/{o}/events",
        "GET,/v1/organizations/{o}/queues",
        "GET,/v1/organizations/{o}/queues/backlog",
        "POST,/v1/organizations/{o}/queues/backlog/pause",
        "POST,/v1/organizations/{o}/queues/backlog/resume",
        "POST,/v1/organizations/{o}/queues/backlog/move",
        "GET,/v1/organizations/{o}/jobs/{j}/scheduling",
        "GET,/v1/organizations/{o}/settings",
        "PUT,/v1/organizations/{o}/settings",
        "GET,/v1/organizations/{o}/agents",
        "GET,/v1/organizations/{o}/agents/{j}",
        "PATCH,/v1/organizations/{o}/agents/{j}",
        "DELETE,/v1/organizations/{o}/agents/{j}",
        "POST,/v1/organizations/{o}/agents/{j}/drain",
        "POST,/v1/organizations/{o}/agents/{j}/resume",
        "POST,/v1/organizations/{o}/enrolment-tokens"
    })
    void withoutAValidTokenNothingAnswers(String method, String template) {
        String path = template.replace("{o}", rest.organization.toString()).replace("{j}", job);
        for (String authorization : List.of("", "Bearer x", "Basic YTpi", "Bearer " + rest.owner + "x")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(rest.uri(path))
                    .method(
                            method,
                            method.equals("GET") || path.endsWith("/resume")
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString("{}"))
                    .header("Content-Type", "application/json");
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            TestRest.Answer answer = rest.send(request);
            assertProblem(answer, 401, "unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void anotherOrganizationLooksLikeOneThatDoesNotExist() {
        for (String below :
                List.of("", "/jobs", "/jobs/" + job, "/jobs/" + job + "/logs", "/events", "/queues", "/agents")) {
            ObjectNode foreign = problem(rest.get(rest.at(below), rest.outsider));
            ObjectNode missing = problem(rest.get("/v1/organizations/" + UUID.randomUUID() + below, rest.outsider));
            assertThat(foreign).isEqualTo(missing);
        }
    }

    private static ObjectNode problem(TestRest.Answer answer) {
        ObjectNode problem = (ObjectNode) assertProblem(answer, 404, "not_found");
        problem.remove("requestId");
        return problem;
    }

    @Test
    void anotherOrganizationsJobLooksLikeOneThatDoesNotExist() {
        String mine = "/v1/organizations/" + rest.foreign + "/jobs/";
        for (String below : List.of("", "/logs", "/timeline")) {
            assertThat(problem(rest.get(mine + job + below, rest.outsider)))
                    .isEqualTo(problem(rest.get(mine + UUID.randomUUID() + below, rest.outsider)));
        }
        assertThat(problem(rest.post(mine + job + "/cancel", "{}", rest.outsider)))
                .isEqualTo(problem(rest.post(mine + UUID.randomUUID() + "/cancel", "{}", rest.outsider)));
        problem(rest.get(rest.at("/agents/" + UUID.randomUUID())));
    }

    @Test
    void rolesDecideWhoMayDoWhat() {
        String wish = "{\"prompt\": \"p\", \"repository\": {\"url\": \"/a\", \"baseBranch\": \"m\"}}";
        String member = rest.token("mia", rest.organization, Role.MEMBER);

        JsonNode refused = assertProblem(rest.post(rest.at("/jobs"), wish, rest.viewer), 403, "forbidden");
        assertThat(refused.path("detail").asText()).isEqualTo("This needs the role member; yours is viewer.");
        assertProblem(rest.post(rest.at("/jobs/" + job + "/cancel"), "{}", rest.viewer), 403, "forbidden");
        assertProblem(rest.post(rest.at("/enrolment-tokens"), "{}", member), 403, "forbidden");
        String agent = rest.at("/agents/" + UUID.randomUUID());
        assertProblem(rest.post(agent + "/drain", "{}", member), 403, "forbidden");
        assertProblem(rest.post(agent + "/resume", "", member), 403, "forbidden");
        assertProblem(rest.send(rest.request(agent, member).DELETE()), 403, "forbidden");
        assertThat(rest.get(rest.at("/jobs"), rest.viewer).status()).isEqualTo(200);
        assertThat(rest.post(rest.at("/jobs"), wish, member).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\": | malformed_body |",
                "{\"labels\" [] | malformed_body |",
                "{\"repository\":{\"url\":x}} | malformed_body |",
                "[1,2] | validation_failed | ''",
                "nonsense | malformed_body |",
                "'' | validation_failed | ''",
                "{\"prompt\":\"a\",\"prompt\":\"b\"} | malformed_body | ",
                "{} trailing | malformed_body |",
                "[] | validation_failed | ''",
                "\"text\" | validation_failed | ''",
                "null | validation_failed | ''",
                "{} | validation_failed | /prompt",
                "{} | validation_failed | /repository",
                "{\"colour\":1} | validation_failed | /colour",
                "{\"repository\":{\"a/b\":1}} | validation_failed | /repository/a~1b",
                "{\"prompt\":null} | validation_failed | /prompt",
                "{\"prompt\":5} | validation_failed | /prompt",
                "{\"prompt\":\"a\\u0000b\"} | validation_failed | /prompt",
                "{\"prompt\":\"\\ud800\"} | validation_failed | /prompt",
                "{\"priority\":\"highest\"} | validation_failed | /priority",
                "{\"priority\":\"null\"} | validation_failed | /priority",
                "{\"priority\":1} | validation_failed | /priority",
                "{\"labels\":[null]} | validation_failed | /labels/0",
                "{\"labels\":\"linux\"} | validation_failed | /labels",
                "{\"labels\":[\"ok\",\"Not Ok\"]} | validation_failed | /labels/1",
                "{\"steps\":[\"prepare\",\"dance\"]} | validation_failed | /steps/1",
                "{\"attemptTimeoutSeconds\":\"600\"} | validation_failed | /attemptTimeoutSeconds",
                "{\"attemptTimeoutSeconds\":600.5} | validation_failed | /attemptTimeoutSeconds",
                "{\"attemptTimeoutSeconds\":99999999999} | validation_failed | /attemptTimeoutSeconds",
                "{\"attemptTimeoutSeconds\":5} | validation_failed | /attemptTimeoutSeconds",
                "{\"prompt\":\" \",\"repository\":{\"url\":\"/a\",\"baseBranch\":\"m\"}} | validation_failed | /prompt",
                "{\"prompt\":\"a\",\"repository\":{\"url\":\"\",\"baseBranch\":\"m\"}} | validation_failed | /repository/url",
                "{\"prompt\":\"a\",\"repository\":{\"url\":\"/a\"}} | validation_failed | /repository/baseBranch",
            })
    void aWrongBodyIsRefusedWithThePlace(String body, String code, String pointer) {
        TestRest.Answer answer = rest.post(rest.at("/jobs"), body);

        JsonNode problem = assertProblem(answer, 400, code);
        if (code.equals("validation_failed")) {
            assertThat(problem.path("errors")).as(answer.text()).anySatisfy(error -> {
                assertThat(error.path("in").asText()).isEqualTo("body");
                assertThat(error.path("pointer").asText()).isEqualTo(pointer == null ? "" : pointer);
            });
        }
    }

    @Test
    void everyMistakeOfABodyIsToldAtOnceAndOnce() {
        JsonNode problem = assertProblem(
                rest.post(rest.at("/jobs"), "{\"title\":\"\",\"labels\":[\"Not Ok\"],\"attemptTimeoutSeconds\":5}"),
                400,
                "validation_failed");

        assertThat(problem.path("errors").findValuesAsText("pointer"))
                .containsExactly("/attemptTimeoutSeconds", "/labels/0", "/prompt", "/repository", "/title");
        assertThat(problem.path("errors").get(0).path("message").asText())
                .isEqualTo("must be greater than or equal to 10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/events?limit=1001 | query | /limit | less than or equal to 1000",
                "/events?afterNumber=-1 | query | /afterNumber | greater than or equal to 0",
                "/events?type=job.danced | query | /type | job.queued",
                "/events?jobId=x | query | /jobId | UUID",
                "/jobs?limit=0 | query | /limit | greater than or equal to 1",
                "/jobs?limit=201 | query | /limit | less than or equal to 200",
                "/jobs?limit=many | query | /limit | must be an integer",
                "/jobs?limit= | query | /limit | must be an integer",
                "/jobs?limit=1&limit=2 | query | /limit | must be given once",
                "/jobs?status=sleeping | query | /status | must be one of queued, in_progress",
                "/jobs?status=null | query | /status | must be one of",
                "/jobs?status= | query | /status | must be one of",
                "/jobs?sort=title | query | /sort | must be one of createdAt, -createdAt",
                "/jobs?cursor= | query | /cursor | size must be between 1 and 1000",
                "/jobs?colour=red | query | /colour | is not a parameter",
                "/jobs?Limit=1 | query | /Limit | is not a parameter",
                "/jobs/not-an-id | path | /jobId | must be a UUID",
                "/jobs/1-1-1-1-1 | path | /jobId | must be a UUID",
                "/agents/x | path | /agentId | must be a UUID",
                "/queues/fast | path | /queueName | must be one of rework, backlog",
                "/jobs/{j}/logs?attempt=0 | query | /attempt | greater than or equal to 1",
                "/jobs/{j}/logs?afterSeq=-1 | query | /afterSeq | greater than or equal to 0",
                "/jobs/{j}/logs?beforeSeq=0 | query | /beforeSeq | greater than or equal to 1",
                "/jobs/{j}/logs?tail=maybe | query | /tail | must be true or false",
                "/jobs/{j}/logs?step=dance | query | /step | must be one of",
                "/jobs/{j}/logs?stream=stdin | query | /stream | must be one of",
                "/jobs/{j}/logs?contains= | query | /contains | size must be between 1 and 200",
                "/jobs/{j}?logLines=201 | query | /logLines | less than or equal to 200",
                "/jobs/{j}/logs/download?attempt=0 | query | /attempt | greater than or equal to 1",
                "/jobs/{j}/logs/stream?attempt=0 | query | /attempt | greater than or equal to 1",
                "/jobs/{j}/logs/stream?follow=maybe | query | /follow | must be true or false",
                "/events/stream?afterNumber=-1 | query | /afterNumber | greater than or equal to 0",
                "/events/stream?type=dance | query | /type | must be one of",
                "/jobs/{j}/logs?limit=5001 | query | /limit | less than or equal to 5000",
            })
    void aWrongParameterIsRefusedWithItsName(String path, String in, String pointer, String message) {
        assertMistake(rest.get(rest.at(path.replace("{j}", job))), in, pointer, message);
    }

    @Test
    void aMalformedOrganizationIdIsAWrongParameter() {
        assertMistake(rest.get("/v1/organizations/1-1-1-1-1/jobs"), "path", "/organizationId", "must be a UUID");
    }

    @Test
    void aWrongIdempotencyKeyIsRefusedWithItsName() {
        TestRest.Answer answer = rest.send(rest.request(rest.at("/jobs"), rest.owner)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "with space")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertMistake(answer, "header", "/Idempotency-Key", "must match");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/",
        "GET,/v1",
        "GET,/v1/nothing",
        "POST,/v2/me",
        "GET,/v1/me/",
        "GET,/docs/nothing.js",
        "GET,/v1/contracts/openapi/other.yaml",
        "GET,/v1/contracts/..%2e/x",
        "GET,/application.wadl",
        "GET,/v1/organizations/x/y/z",
        "GET,/v1/live"
    })
    void anUnknownPathIsNotFound(String method, String path) {
        assertProblem(
                rest.send(rest.request(path, rest.owner).method(method, HttpRequest.BodyPublishers.noBody())),
                404,
                "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/v1/me,GET",
        "OPTIONS,/v1/me,GET",
        "PATCH,/docs,GET",
        "PUT,/v1/organizations/{o}/jobs,POST",
        "FOO,/v1/me,GET"
    })
    void aMethodThatIsNotInTheContractIsRefusedWithThoseThatAre(String method, String template, String allowed) {
        TestRest.Answer answer =
                rest.send(rest.request(template.replace("{o}", rest.organization.toString()), rest.owner)
                        .method(method, HttpRequest.BodyPublishers.noBody()));

        assertProblem(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow")).contains(allowed).doesNotContain("OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "application/x-www-form-urlencoded", "''"})
    void aBodyThatIsNotJsonIsRefused(String mediaType) {
        HttpRequest.Builder request =
                rest.request(rest.at("/jobs"), rest.owner).POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!mediaType.isEmpty()) {
            request.header("Content-Type", mediaType);
        }

        assertProblem(rest.send(request), 415, "unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/me,application/xml",
        "/v1/me,application/problem+json",
        "/docs,application/json",
        "/v1/contracts/openapi/sia.yaml,text/plain",
        "/v1/contracts/proto/agent.proto,application/yaml",
        "/v1/contracts,text/html"
    })
    void aClientThatAcceptsSomethingElseIsRefused(String path, String accept) {
        assertProblem(rest.send(rest.request(path, rest.owner).header("Accept", accept)), 406, "not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void jsonThatIsMadeToHurtIsRefused(int which) {
        String body = which == 0 ? "{\"" + "n".repeat(257) + "\":1}" : "{\"priority\":1" + "0".repeat(40) + "}";
        JsonNode problem = assertProblem(rest.post(rest.at("/jobs"), body), 400, "malformed_body");
        assertThat(problem.path("detail").asText()).contains("too long a name or number");
        assertThatThrownBy(() -> RestJson.mapper().readTree("[".repeat(33) + "]".repeat(33)))
                .isInstanceOf(StreamConstraintsException.class);
    }

    @Test
    void aTooLargeBodyIsRefusedWhetherItsLengthIsAnnouncedOrNot() {
        byte[] body =
                ("{\"prompt\":\"" + "x".repeat(1024 * 1024) + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (HttpRequest.BodyPublisher publisher : List.of(
                HttpRequest.BodyPublishers.ofByteArray(body),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
            assertProblem(
                    rest.send(rest.request(rest.at("/jobs"), rest.owner)
                            .header("Content-Type", "application/json")
                            .POST(publisher)),
                    413,
                    "payload_too_large");
        }
    }

    @Test
    void aJobInReviewCannotBeCancelled() {
        OrganizationId organization = rest.organization;
        Features features = rest.fixture.features;
        AgentIdentity agent = rest.fixture.enrol(organization, "box");
        rest.fixture.attach(agent, 1);
        assertThat(features.attemptClaims.claim(organization, 1)).isEqualTo(1);
        AttemptOffer offer = rest.fixture.attach(agent, 1).offers().getFirst();
        features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        Publication publication = new Publication("b", "c", null, 1, 1, 0);
        features.attemptReports.result(
                agent,
                offer.attemptId(),
                offer.lease(),
                new AttemptOutcome.Succeeded(publication),
                new FinalLog(0, null));
        features.attemptProgress.advance(offer.jobId());
        Job reviewed = features.jobs.find(organization, offer.jobId());

        JsonNode problem = assertProblem(
                rest.post(rest.at("/jobs/" + reviewed.id() + "/cancel"), "{}"), 409, "illegal_transition");
        assertThat(problem.path("currentStatus").asText()).isEqualTo("in_review");
    }

    @Test
    void anAgentThatIsNotDrainedCannotBeResumedAndAnUnknownOneNothing() {
        AgentIdentity agent = rest.fixture.enrol(rest.organization, "box");
        assertProblem(rest.post(rest.at("/agents/" + agent.id() + "/resume"), ""), 409, "agent_not_draining");

        String foreign = "/v1/organizations/" + rest.foreign + "/agents/";
        for (String act : List.of("/drain", "/resume")) {
            String body = act.equals("/drain") ? "{}" : "";
            assertThat(problem(rest.post(foreign + agent.id() + act, body, rest.outsider)))
                    .isEqualTo(problem(rest.post(foreign + UUID.randomUUID() + act, body, rest.outsider)));
        }
        problem(rest.send(rest.request(foreign + agent.id(), rest.outsider).DELETE()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /name",
                "{\"name\": \"\"} | /name",
                "{\"name\": \" \"} | /name",
                "{\"name\": \"two\\nlines\"} | /name",
                "{\"name\": \"box\", \"capacity\": 3} | /capacity",
            })
    void aWrongNameForAnAgentIsRefused(String body, String pointer) {
        TestRest.Answer answer = rest.send(rest.request(rest.at("/agents/" + UUID.randomUUID()), rest.owner)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
        assertMistake(answer, "body", pointer, "");
    }

    @Test
    void aHeaderThatCannotBeReadIsAProblemToo() {
        HttpRequest.Builder request = rest.request(rest.at("/jobs"), rest.owner)
                .header("Content-Type", "nonsense")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));

        TestRest.Answer answer = rest.send(request);
        assertProblem(answer, 400, "validation_failed");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void requestIdsAreTheServersOwn() {
        TestRest.Answer answer =
                rest.send(rest.request("/v1/nothing", rest.owner).header("X-Request-Id", "mine"));

        assertThat(assertProblem(answer, 404, "not_found").path("requestId").asText())
                .isNotEqualTo("mine");
    }
}
