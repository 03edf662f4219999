package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Role;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues that people pause and put in order, settings, and explanations, with what is refused. */
class QueueOperationsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    @TempDir
    Path directory;

    private TestRest rest;

    @BeforeEach
    void start() {
        rest = new TestRest(postgres.database(), directory);
        rest.get("/v1/me");
        rest.get("/v1/me", rest.outsider);
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    private String job(String title) {
        return rest.fixture.createJob(rest.organization, title).id().toString();
    }

    private TestRest.Answer move(String body, String etag) {
        return send("POST", "/queues/backlog/move", body, etag, rest.owner);
    }

    private TestRest.Answer send(String method, String path, String body, String etag, String token) {
        HttpRequest.Builder request = rest.request(rest.at(path), token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!etag.isEmpty()) {
            request.header("If-Match", etag);
        }
        return rest.send(request);
    }

    private List<String> order() {
        List<String> titles = new ArrayList<>();
        rest.get(rest.at("/queues/backlog"))
                .json()
                .path("queued")
                .forEach(job -> titles.add(job.path("title").asText()));
        return titles;
    }

    private static JsonNode assertProblem(TestRest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        return answer.json();
    }

    @Test
    void pausesShowsAndResumes() {
        Instant until = Instant.now().plus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
        TestRest.Answer paused = rest.post(rest.at("/queues/backlog/pause"), """
                        {"note": "Release freeze", "until": "%s"}""".formatted(until));
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.header("ETag")).isEqualTo("\"2\"");
        JsonNode pause = paused.json().path("pause");
        assertThat(pause.path("note").asText()).isEqualTo("Release freeze");
        assertThat(pause.at("/by/name").asText()).isEqualTo("ada@example.com");
        assertThat(pause.path("until").asText()).isEqualTo(until.toString());
        assertThat(Instant.parse(pause.path("at").asText()))
                .isBefore(Instant.now().plusSeconds(1));

        TestRest.Answer status = rest.get(rest.at("/queues/backlog"));
        assertThat(status.json().path("pause")).isEqualTo(pause);
        assertThat(status.header("ETag"))
                .isEqualTo("\"2\"")
                .isEqualTo(status.json().path("etag").asText());
        JsonNode list = rest.get(rest.at("/queues")).json().path("items");
        assertThat(list.at("/0/name").asText()).isEqualTo("rework");
        assertThat(list.at("/0").has("pause")).isFalse();
        assertThat(list.at("/1/pause")).isEqualTo(pause);

        TestRest.Answer resumed = rest.post(rest.at("/queues/backlog/resume"), "");
        assertThat(resumed.status()).isEqualTo(200);
        assertThat(resumed.header("ETag")).isEqualTo("\"3\"");
        assertThat(resumed.json().has("pause")).isFalse();
        assertProblem(rest.post(rest.at("/queues/backlog/resume"), ""), 409, "queue_not_paused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"note\": \"\"} | /note",
                "{\"forSeconds\": 0} | /forSeconds",
                "{\"forSeconds\": 31622401} | /forSeconds",
                "{\"until\": \"2020-01-01T00:00:00Z\"} | /until",
                "{\"until\": \"2999-01-01T00:00:00Z\"} | /until",
                "{\"until\": \"2099-01-01T00:00:00Z\", \"forSeconds\": 1} | /forSeconds",
                "{\"why\": \"x\"} | /why"
            })
    void refusesAPauseThatIsNone(String body, String pointer) {
        JsonNode problem = assertProblem(rest.post(rest.at("/queues/backlog/pause"), body), 400, "validation_failed");
        assertThat(problem.path("errors").findValuesAsText("pointer")).contains(pointer);
        assertThat(rest.get(rest.at("/queues/backlog")).json().has("pause")).isFalse();
    }

    @Test
    void movesWithTheEtagThatWasRead() {
        String a = job("a");
        String b = job("b");
        job("c");
        String etag = rest.get(rest.at("/queues/backlog")).header("ETag");

        TestRest.Answer moved = move("{\"jobId\": \"" + b + "\", \"to\": \"head\"}", etag);
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(moved.json().path("position").asInt()).isEqualTo(1);
        assertThat(moved.json().path("queue").asText()).isEqualTo("backlog");
        assertThat(moved.json().path("jobId").asText()).isEqualTo(b);
        assertThat(moved.header("ETag"))
                .isEqualTo("\"2\"")
                .isEqualTo(moved.json().path("etag").asText());
        assertThat(order()).containsExactly("b", "a", "c");
        assertThat(move("{\"jobId\": \"" + b + "\", \"after\": \"" + a + "\"}", "*")
                        .status())
                .isEqualTo(200);
        assertThat(order()).containsExactly("a", "b", "c");
        assertThat(move("{\"jobId\": \"" + b + "\", \"before\": \"" + a + "\"}", "*")
                        .status())
                .isEqualTo(200);
        assertThat(move("{\"jobId\": \"" + b + "\", \"to\": \"tail\"}", "*").status())
                .isEqualTo(200);
        assertThat(order()).containsExactly("a", "c", "b");
    }

    @Test
    void aStaleEtagIsToldWhatChanged() {
        String a = job("a");
        String b = job("b");
        String body = "{\"jobId\": \"" + a + "\", \"to\": \"tail\"}";
        assertThat(move("{\"jobId\": \"" + b + "\", \"to\": \"head\"}", "*").status())
                .isEqualTo(200);

        JsonNode problem = assertProblem(move(body, "\"1\""), 412, "precondition_failed");
        assertThat(problem.path("currentEtag").asText()).isEqualTo("\"2\"");
        assertThat(problem.path("changes")).hasSize(1);
        assertThat(problem.at("/changes/0/type").asText()).isEqualTo("job.moved");
        assertThat(problem.at("/changes/0/jobId").asText()).isEqualTo(b);
        assertThat(problem.at("/changes/0/actor/name").asText()).isEqualTo("ada@example.com");
        assertProblem(move(body, ""), 428, "precondition_required");
        assertProblem(move(body, "\"77\""), 412, "precondition_failed");
        assertProblem(move(body, "2"), 400, "validation_failed");
        assertThat(order()).containsExactly("b", "a");
    }

    @Test
    void refusesMovesThatCannotBe() {
        String a = job("a");
        String ended = job("ended");
        rest.post(rest.at("/jobs/" + ended + "/cancel"), "{}");
        String urgent = rest.post(rest.at("/jobs"), """
                        {"prompt": "P", "repository": {"url": "/srv/a.git", "baseBranch": "dev"}, "priority": "urgent"}""").json().path("id").asText();
        String foreign = rest.fixture.createJob(rest.foreign, "foreign").id().toString();

        assertProblem(move(to(foreign), "*"), 404, "not_found");
        assertProblem(move(to(UUID.randomUUID().toString()), "*"), 404, "not_found");
        assertProblem(move(next(a, foreign), "*"), 404, "not_found");
        assertThat(assertProblem(move(to(ended), "*"), 409, "illegal_transition")
                        .path("currentStatus")
                        .asText())
                .isEqualTo("cancelled");
        assertProblem(move(next(a, ended), "*"), 409, "illegal_transition");
        assertProblem(move(next(a, urgent), "*"), 409, "different_priority");
        assertProblem(send("POST", "/queues/rework/move", to(a), "*", rest.owner), 409, "different_queue");
        assertThat(assertProblem(move(next(a, a), "*"), 400, "validation_failed")
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/before");
        assertProblem(move("{\"jobId\": \"" + a + "\"}", "*"), 400, "validation_failed");
        assertProblem(
                move("{\"jobId\": \"" + a + "\", \"to\": \"head\", \"after\": \"" + urgent + "\"}", "*"),
                400,
                "validation_failed");
        assertProblem(move("{\"jobId\": \"" + a + "\", \"to\": \"middle\"}", "*"), 400, "validation_failed");
        assertProblem(move("{\"to\": \"head\"}", "*"), 400, "validation_failed");
        assertThat(rest.get(rest.at("/queues/backlog")).header("ETag")).isEqualTo("\"1\"");
    }

    private static String to(String job) {
        return "{\"jobId\": \"" + job + "\", \"to\": \"head\"}";
    }

    private static String next(String job, String other) {
        return "{\"jobId\": \"" + job + "\", \"before\": \"" + other + "\"}";
    }

    @Test
    void settingsAreReadByAllAndReplacedByAdmins() {
        TestRest.Answer none = rest.get(rest.at("/settings"), rest.viewer);
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.json().has("maxRunningJobs")).isFalse();
        assertThat(none.header("ETag")).isEqualTo("\"1\"");
        String admin = rest.token("adi", rest.organization, Role.ADMIN);
        String member = rest.token("max", rest.organization, Role.MEMBER);

        TestRest.Answer limited = send(
                "PUT",
                "/settings",
                "{\"maxRunningJobs\": 3, \"logKeepDays\": 30, \"logKeepMebibytes\": 5}",
                "\"1\"",
                admin);
        assertThat(limited.status()).as(limited.text()).isEqualTo(200);
        assertThat(limited.json().path("maxRunningJobs").asInt()).isEqualTo(3);
        assertThat(limited.json().path("logKeepDays").asInt()).isEqualTo(30);
        assertThat(limited.json().path("logKeepMebibytes").asInt()).isEqualTo(5);
        assertThat(limited.header("ETag"))
                .isEqualTo("\"2\"")
                .isEqualTo(limited.json().path("etag").asText());
        JsonNode stale = assertProblem(send("PUT", "/settings", "{}", "\"1\"", admin), 412, "precondition_failed");
        assertThat(stale.path("currentEtag").asText()).isEqualTo("\"2\"");
        assertThat(stale.has("changes")).isFalse();
        assertProblem(send("PUT", "/settings", "{}", "", admin), 428, "precondition_required");
        assertProblem(send("PUT", "/settings", "{}", "*", member), 403, "forbidden");
        assertThat(send("PUT", "/settings", "{}", "*", admin).json().has("maxRunningJobs"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0", "100001", "-1", "1.5", "\"5\"", "99999999999"})
    void refusesLimitsOutOfRange(String limit) {
        TestRest.Answer answer = send("PUT", "/settings", "{\"maxRunningJobs\": " + limit + "}", "*", rest.owner);
        JsonNode problem = assertProblem(answer, 400, "validation_failed");
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/maxRunningJobs");
    }

    @Test
    void explainsWhyAJobWaits() {
        String wish = "{\"prompt\": \"P\", \"repository\": {\"url\": \"/srv/a.git\", \"baseBranch\": \"dev\"}}";
        String a = rest.post(rest.at("/jobs"), wish).json().path("id").asText();
        String b = rest.post(rest.at("/jobs"), wish).json().path("id").asText();
        JsonNode first =
                rest.get(rest.at("/jobs/" + a + "/scheduling"), rest.viewer).json();
        assertThat(first.path("state").asText()).isEqualTo("waiting");
        assertThat(first.path("position").asInt()).isEqualTo(1);
        assertThat(first.path("reasons").findValuesAsText("code"))
                .containsExactly("waiting_for_temporal", "no_agent_online");
        assertThat(first.at("/reasons/1/agentCount").asInt()).isZero();
        assertThat(first.has("estimatedStart")).isFalse();
        rest.post(rest.at("/queues/backlog/pause"), "{\"note\": \"freeze\"}");
        JsonNode second = rest.get(rest.at("/jobs/" + b + "/scheduling")).json();
        assertThat(second.path("reasons").findValuesAsText("code"))
                .containsExactly("queue_paused", "waiting_for_temporal", "no_agent_online", "jobs_ahead");
        assertThat(second.at("/reasons/0/pause/note").asText()).isEqualTo("freeze");
        rest.post(rest.at("/jobs/" + a + "/cancel"), "{}");
        JsonNode ended = rest.get(rest.at("/jobs/" + a + "/scheduling")).json();
        assertThat(ended.path("state").asText()).isEqualTo("not_queued");
        assertThat(ended.path("reasons")).isEmpty();
        assertProblem(rest.get(rest.at("/jobs/" + UUID.randomUUID() + "/scheduling")), 404, "not_found");
    }

    @Test
    void viewersAndOutsidersChangeNothing() {
        String a = job("a");
        for (String operation : List.of("pause", "resume", "move")) {
            String path = "/queues/backlog/" + operation;
            String body = operation.equals("resume") ? "" : to(a);
            assertProblem(send("POST", path, body, "*", rest.viewer), 403, "forbidden");
            assertProblem(send("POST", path, body, "*", rest.outsider), 404, "not_found");
        }
        assertProblem(send("PUT", "/settings", "{}", "*", rest.viewer), 403, "forbidden");
        assertProblem(send("PUT", "/settings", "{}", "*", rest.outsider), 404, "not_found");
        assertProblem(rest.get(rest.at("/jobs/" + a + "/scheduling"), rest.outsider), 404, "not_found");
        assertThat(rest.get(rest.at("/queues/backlog")).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void aCursorThatIsMadeUpIsRefused() {
        job("a");
        job("b");
        String cursor = rest.get(rest.at("/queues/backlog?limit=1"))
                .json()
                .path("nextCursor")
                .asText();
        assertThat(rest.get(rest.at("/queues/backlog?limit=1&cursor=" + cursor))
                        .json()
                        .at("/queued/0/position")
                        .asInt())
                .isEqualTo(2);
        String binding = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(":")[0];
        for (String place : List.of("1", "9 1", "1 1e9999", "1 x", "1 1; drop table job", "1 NaN")) {
            String madeUp = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((binding + ":" + place).getBytes(StandardCharsets.UTF_8));
            assertProblem(rest.get(rest.at("/queues/backlog?cursor=" + madeUp)), 400, "invalid_cursor");
        }
    }
}
