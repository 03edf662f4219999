package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.server.Features;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with jobs over REST once they are there. */
class JobOperationsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    @TempDir
    Path directory;

    private TestRest rest;
    private Features features;
    private AgentIdentity agent;

    @BeforeEach
    void start() {
        rest = new TestRest(postgres.database(), directory);
        features = rest.fixture.features;
        assertThat(rest.get(rest.at("")).status()).isEqualTo(200);
        agent = rest.fixture.enrol(rest.organization, "box");
        rest.fixture.attach(agent, 1);
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    private Job job() {
        return rest.fixture.createJob(rest.organization, "Do it.");
    }

    private String path(Job job, String below) {
        return rest.at("/jobs/" + job.id() + below);
    }

    private AttemptOffer run() {
        assertThat(features.attemptClaims.claim(rest.organization, 1)).isEqualTo(1);
        AttemptOffer offer = rest.fixture.attach(agent, 1).offers().getFirst();
        features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        return offer;
    }

    private void end(AttemptOutcome outcome) {
        AttemptOffer offer = run();
        features.attemptReports.step(
                agent,
                offer.attemptId(),
                offer.lease(),
                new AttemptStep(Step.PREPARE, StepState.STARTED, Instant.now(), null, null));
        features.attemptReports.result(agent, offer.attemptId(), offer.lease(), outcome, new FinalLog(0, null));
        features.attemptProgress.advance(offer.jobId());
    }

    private Job inReview() {
        Job job = job();
        end(new AttemptOutcome.Succeeded(new Publication("sia/" + job.id(), "c", null, 1, 1, 0)));
        return job;
    }

    private Job failed() {
        Job job = job();
        end(new AttemptOutcome.Failed(new Failure(FailureClass.TOOL, Step.GENERATE, "It failed.")));
        return job;
    }

    private JsonNode success(TestRest.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    @Test
    void changesAWaitingJobThatIsStillTheOneThatWasRead() {
        Job job = job();
        String read = rest.get(path(job, "")).header("ETag");
        TestRest.Answer answer = rest.patch(path(job, ""), """
                {"title": "T", "prompt": "P", "labels": ["gpu"], "priority": "low", "attemptTimeoutSeconds": 60,
                 "stepTimeoutSeconds": 30, "jobTimeoutSeconds": 90, "retry": {"maxAttempts": 2, "failures": ["tool"]}}
                """, read);
        JsonNode changed = success(answer, 200);

        assertThat(changed.path("title").asText()).isEqualTo("T");
        assertThat(changed.path("prompt").asText()).isEqualTo("P");
        assertThat(changed.path("labels").toString()).isEqualTo("[\"gpu\"]");
        assertThat(changed.path("priority").asText()).isEqualTo("low");
        assertThat(changed.path("attemptTimeoutSeconds").asInt()).isEqualTo(60);
        assertThat(changed.path("stepTimeoutSeconds").asInt()).isEqualTo(30);
        assertThat(changed.path("jobTimeoutSeconds").asInt()).isEqualTo(90);
        assertThat(changed.path("retry").toString()).isEqualTo("{\"maxAttempts\":2,\"failures\":[\"tool\"]}");
        assertThat(answer.header("ETag"))
                .isEqualTo(changed.path("etag").asText())
                .isNotEqualTo(read);
        assertThat(rest.get(path(job, "")).json()).isEqualTo(changed);

        TestRest.Answer stale = rest.patch(path(job, ""), "{\"title\": \"U\"}", read);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("code").asText()).isEqualTo("precondition_failed");
        assertThat(stale.json().path("currentEtag").asText()).isEqualTo(answer.header("ETag"));
        JsonNode forced = success(rest.patch(path(job, ""), "{\"stepTimeoutSeconds\": 0}", "*"), 200);
        assertThat(forced.has("stepTimeoutSeconds")).isFalse();
        assertThat(forced.path("jobTimeoutSeconds").asInt()).isEqualTo(90);
    }

    @Test
    void aChangeWithoutIfMatchIsRefused() {
        TestRest.Answer answer = rest.send(rest.request(path(job(), ""), rest.owner)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"title\": \"T\"}")));

        assertThat(answer.status()).isEqualTo(428);
        assertThat(answer.json().path("code").asText()).isEqualTo("precondition_required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|\"1\"|body|''|must name something",
                "{\"title\": \"a\\nb\"}|\"1\"|body|/title|must be one line",
                "{\"prompt\": \" \"}|\"1\"|body|/prompt|must not be blank",
                "{\"stepTimeoutSeconds\": 9}|\"1\"|body|/stepTimeoutSeconds|must be 0 for none",
                "{\"jobTimeoutSeconds\": 604801}|\"1\"|body|/jobTimeoutSeconds|must be less than or equal to 604800",
                "{\"attemptTimeoutSeconds\": 9}|\"1\"|body|/attemptTimeoutSeconds|must be greater than or equal to 10",
                "{\"retry\": {\"maxAttempts\": 11}}|\"1\"|body|/retry/maxAttempts|must be less than or equal to 10",
                "{\"retry\": {\"maxAttempts\": 0}}|\"1\"|body|/retry/maxAttempts|must be greater than or equal to 1",
                "{\"labels\": [\"NO\"]}|\"1\"|body|/labels/0|must match",
                "{\"title\": \"T\"}|1|header|/If-Match|must match"
            })
    void whatCannotBeMeantIsRefusedWithItsPlace(
            String body, String ifMatch, String in, String pointer, String message) {
        TestRest.Answer answer = rest.patch(path(job(), ""), body, ifMatch);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        JsonNode mistake = answer.json().at("/errors/0");
        assertThat(mistake.path("in").asText()).isEqualTo(in);
        assertThat(mistake.path("pointer").asText()).isEqualTo(pointer);
        assertThat(mistake.path("message").asText()).contains(message);
    }

    @Test
    void unknownFailuresAndUnknownMembersAreRefused() {
        for (String body : new String[] {
            "{\"retry\": {\"failures\": [\"weather\"]}}", "{\"retry\": {\"on\": []}}", "{\"status\": \"completed\"}"
        }) {
            assertThat(rest.patch(path(job(), ""), body, "*").status()).as(body).isEqualTo(400);
        }
    }

    @Test
    void limitsOfANewJobAreKept() {
        JsonNode job = success(rest.post(rest.at("/jobs"), """
                {"prompt": "P", "repository": {"url": "/a", "baseBranch": "main"}, "stepTimeoutSeconds": 30,
                 "jobTimeoutSeconds": 90, "retry": {"failures": []}}
                """), 201);

        assertThat(job.path("stepTimeoutSeconds").asInt()).isEqualTo(30);
        assertThat(job.path("jobTimeoutSeconds").asInt()).isEqualTo(90);
        assertThat(job.path("retry").toString()).isEqualTo("{\"maxAttempts\":3,\"failures\":[]}");
    }

    @Test
    void triesAFailedJobAgain() {
        Job job = failed();
        JsonNode again = success(rest.post(path(job, "/retry"), "{\"prompt\": \"Do it well.\"}"), 202);

        assertThat(again.path("status").asText()).isEqualTo("queued");
        assertThat(again.path("prompt").asText()).isEqualTo("Do it well.");
        assertThat(again.has("failure")).isFalse();
        assertThat(again.path("attemptCount").asInt()).isEqualTo(1);
        assertThat(again.at("/workflow/state").asText()).isEqualTo("starting");
        assertRefused(rest.post(path(job, "/retry"), "{}"), "queued");
    }

    private static void assertRefused(TestRest.Answer answer, String status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.json().path("code").asText()).isEqualTo("illegal_transition");
        assertThat(answer.json().path("currentStatus").asText()).isEqualTo(status);
    }

    @Test
    void sendsAJobBackAndTellsWhatWasAsked() {
        Job job = inReview();
        JsonNode back = success(
                rest.post(
                        path(job, "/rework"),
                        "{\"comments\": [{\"file\": \"a.py\", \"line\": 3, \"text\": \"No.\"}, {\"text\": \"Tests!\"}]}"),
                202);

        assertThat(back.path("queue").asText()).isEqualTo("rework");
        assertThat(back.path("position").asInt()).isEqualTo(1);
        assertThat(back.has("publication")).isTrue();
        JsonNode revisions = success(rest.get(path(job, "/revisions")), 200).path("items");
        assertThat(revisions).hasSize(2);
        assertThat(revisions.at("/0/kind").asText()).isEqualTo("created");
        assertThat(revisions.at("/1/kind").asText()).isEqualTo("rework");
        assertThat(revisions.at("/1/comments").toString())
                .isEqualTo("[{\"file\":\"a.py\",\"line\":3,\"text\":\"No.\"},{\"text\":\"Tests!\"}]");
        assertThat(revisions.at("/1/actor/name").asText()).isEqualTo("ada@example.com");
        JsonNode page = success(rest.get(path(job, "/revisions?limit=1")), 200);
        assertThat(rest.get(path(
                                job,
                                "/revisions?limit=1&cursor="
                                        + page.path("nextCursor").asText()))
                        .json()
                        .at("/items/0/number")
                        .asInt())
                .isEqualTo(2);
        assertRefused(rest.post(path(job, "/rework"), "{\"comments\": [{\"text\": \"x\"}]}"), "queued");
        for (String body :
                new String[] {"{}", "{\"comments\": []}", "{\"comments\": [{\"line\": 1, \"text\": \"x\"}]}"}) {
            assertThat(rest.post(path(job, "/rework"), body).status()).as(body).isEqualTo(400);
        }
    }

    @Test
    void completesAndArchivesAReviewedJob() {
        Job job = inReview();
        assertRefused(post(path(job, "/archive")), "in_review");
        assertThat(success(post(path(job, "/complete")), 200).path("status").asText())
                .isEqualTo("completed");
        assertRefused(post(path(job, "/complete")), "completed");
        JsonNode archived = success(post(path(job, "/archive")), 200);
        assertThat(archived.path("status").asText()).isEqualTo("archived");
        assertThat(archived.has("finishedAt")).isTrue();
        assertRefused(rest.post(path(job, "/retry"), "{}"), "archived");
    }

    private TestRest.Answer post(String path) {
        return rest.send(rest.request(path, rest.owner).POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void takesAHintForARunningJob() {
        Job job = job();
        assertRefused(rest.post(path(job, "/hints"), "{\"text\": \"Use the database.\"}"), "queued");
        AttemptOffer offer = run();
        JsonNode hint = success(rest.post(path(job, "/hints"), "{\"text\": \"Use the database.\"}"), 202);

        assertThat(hint.path("text").asText()).isEqualTo("Use the database.");
        assertThat(hint.path("attempt").asInt()).isEqualTo(1);
        assertThat(hint.at("/createdBy/name").asText()).isEqualTo("ada@example.com");
        assertThat(features.hints.open(rest.organization, offer.attemptId())).hasSize(1);
        assertThat(rest.post(path(job, "/hints"), "{\"text\": \"" + "x".repeat(4001) + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void listsAttemptsInPages() {
        Job job = failed();
        rest.post(path(job, "/retry"), "{}");
        rest.fixture.startWorkflows(job.id());
        end(new AttemptOutcome.Succeeded(null));
        JsonNode all = success(rest.get(path(job, "/attempts")), 200).path("items");

        assertThat(all.findValuesAsText("number")).containsExactly("1", "2");
        assertThat(all.at("/0/status").asText()).isEqualTo("failed");
        assertThat(all.at("/0/failure/class").asText()).isEqualTo("tool");
        assertThat(all.at("/0/steps/0/step").asText()).isEqualTo("prepare");
        assertThat(all.at("/1/agentName").asText()).isEqualTo("box");
        assertThat(all.toString()).doesNotContainIgnoringCase("lease");
        JsonNode page = success(rest.get(path(job, "/attempts?limit=1")), 200);
        assertThat(rest.get(path(
                                job,
                                "/attempts?limit=1&cursor="
                                        + page.path("nextCursor").asText()))
                        .json()
                        .path("items")
                        .findValuesAsText("number"))
                .containsExactly("2");
        assertThat(rest.get(path(job(), "/attempts")).json().toString()).isEqualTo("{\"items\":[]}");
    }

    @ParameterizedTest
    @CsvSource({"/retry", "/rework", "/complete", "/archive", "/hints"})
    void aViewerChangesNothing(String below) {
        Job job = job();
        assertThat(rest.post(path(job, below), "{}", rest.viewer).status()).isEqualTo(403);
        assertThat(rest.post(path(job, below), "{}", rest.outsider).status()).isEqualTo(404);
        assertThat(rest.get(path(job, ""), rest.viewer).json().path("etag").asText())
                .isEqualTo("\"1\"");
    }
}
