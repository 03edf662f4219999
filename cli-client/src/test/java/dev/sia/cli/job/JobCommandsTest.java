package dev.sia.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.cli.FakeSia;
import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands for jobs that are there send, and what they show. */
class JobCommandsTest {
    private static final String JOB = "ORG/jobs/" + FakeSia.JOB;

    @TempDir
    Path home;

    private FakeSia server;
    private TestCli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeSia();
        cli = new TestCli(home).with("SIA_URL", server.url()).with("SIA_TOKEN", "t-1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void assertSent(String json) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(server.requests().getLast().body())).isEqualTo(mapper.readTree(json));
    }

    @Test
    void updateSendsWhatWasNamedAndNothingElse() throws IOException {
        server.on("PATCH " + JOB, 200, FakeSia.job("queued", ",\"position\":1"));
        Outcome outcome = cli.run(
                "job",
                "update",
                FakeSia.JOB,
                "--priority",
                "high",
                "--no-labels",
                "--attempt-timeout",
                "1h",
                "--no-step-timeout",
                "--job-timeout",
                "2h",
                "--max-attempts",
                "5",
                "--retry-on",
                "agent,tool");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("limits       1 min for an attempt, up to 3 attempts after agent or agent_lost\n");
        assertSent("""
                {"priority":"high","labels":[],"attemptTimeoutSeconds":3600,"stepTimeoutSeconds":0,
                 "jobTimeoutSeconds":7200,"retry":{"maxAttempts":5,"failures":["agent","tool"]}}""");
        assertThat(server.requests().getLast().ifMatch()).isEqualTo("*");
    }

    @ParameterizedTest
    @CsvSource({"4", "'\"4\"'"})
    void updateChangesOnlyWhatWasReadWhenToldTo(String etag) throws IOException {
        server.problem("PATCH " + JOB, 412, "precondition_failed", "This job has changed.");
        Outcome outcome = cli.run("job", "update", FakeSia.JOB, "--title", "T", "--if-match", etag);
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.err()).isEqualTo("sia: This job has changed.\n");
        assertSent("{\"title\":\"T\"}");
        assertThat(server.requests().getLast().ifMatch()).isEqualTo("\"4\"");
    }

    @ParameterizedTest
    @CsvSource({
        "update ID, name something to change",
        "update ID --label a --no-labels, exclude each other",
        "update ID --step-timeout 1m --no-step-timeout, exclude each other",
        "update ID --job-timeout 1m --no-job-timeout, exclude each other",
        "update ID --job-timeout 99999d, is too long",
        "update ID --retry-on weather, must be one of repository",
        "update ID --prompt a --prompt-file b, are mutually exclusive",
        "rework ID, say what is to change",
        "rework ID --comment-on a.py, requires at least 2 values",
        "hint ID, Missing required parameter",
        "retry 12, is not a whole id"
    })
    void wrongUseIsRefusedBeforeAnythingIsSent(String arguments, String sentence) {
        Outcome outcome = cli.run(("job " + arguments.replace("ID", FakeSia.JOB)).split(" "));
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("sia: ").contains(sentence);
        assertThat(server.requests()).noneMatch(request -> !request.line().startsWith("GET /v1/me"));
    }

    @Test
    void retryMayHaveAnotherPrompt() throws IOException {
        server.on("POST " + JOB + "/retry", 202, FakeSia.job("queued", ""));
        assertThat(cli.run("job", "retry", FakeSia.JOB).code()).isZero();
        assertSent("{}");
        assertThat(cli.typing("Do it well.\n")
                        .run("job", "retry", FakeSia.JOB, "--prompt-file", "-")
                        .code())
                .isZero();
        assertSent("{\"prompt\":\"Do it well.\\n\"}");
    }

    @Test
    void reworkSendsCommentsWithTheirPlaces() throws IOException {
        server.on("POST " + JOB + "/rework", 202, FakeSia.job("queued", ""));
        Outcome outcome = cli.run(
                "job",
                "rework",
                FakeSia.JOB,
                "--comment",
                "Add a test.",
                "--comment-on",
                "src/a.py:12",
                "Keep the default.",
                "--comment-on",
                "c:/b",
                "No.");
        assertThat(outcome.code()).isZero();
        assertSent("""
                {"comments":[{"text":"Add a test."},{"file":"src/a.py","line":12,"text":"Keep the default."},
                 {"file":"c:/b","text":"No."}]}""");
    }

    @ParameterizedTest
    @CsvSource({"complete, completed", "archive, archived"})
    void completesAndArchives(String command, String status) {
        server.on("POST " + JOB + "/" + command, 200, FakeSia.job(status, ""));
        Outcome outcome = cli.run("job", command, FakeSia.JOB);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("status       " + status + "\n");
        server.problem("POST " + JOB + "/" + command, 409, "illegal_transition", "Not now.");
        assertThat(cli.run("job", command, FakeSia.JOB).code()).isEqualTo(5);
    }

    @Test
    void hintTellsWhichAttemptItIsFor() throws IOException {
        server.on("POST " + JOB + "/hints", 202, """
                {"id":"%s","jobId":"%s","attempt":2,"text":"Use the database.","createdBy":{"kind":"user"},
                 "createdAt":"2026-11-23T09:35:00Z"}""".formatted(FakeSia.JOB, FakeSia.JOB));
        Outcome outcome = cli.run("job", "hint", FakeSia.JOB, "Use the database.");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("attempt  2\n");
        assertSent("{\"text\":\"Use the database.\"}");
    }

    @Test
    void attemptsShowWhatBecameOfThem() {
        String attempt = """
                {"id":"%s","number":%d,"status":"%s","agentId":"%s","agentName":"box","steps":[
                 {"step":"prepare","state":"succeeded","startedAt":"2026-11-23T09:30:01Z"}],
                 "log":{"lastSeq":7,"complete":true},%s"offeredAt":"2026-11-23T09:30:00Z",
                 "acceptedAt":"2026-11-23T09:30:01Z","endedAt":"2026-11-23T09:31:06Z"}""";
        String failure = "\"failure\":{\"class\":\"tool\",\"step\":\"generate\",\"message\":\"It failed.\"},";
        server.on(
                        "GET " + JOB + "/attempts?limit=100",
                        200,
                        "{\"items\":[" + attempt.formatted(FakeSia.JOB, 1, "failed", FakeSia.JOB, failure)
                                + "],\"nextCursor\":\"c\"}")
                .on(
                        "GET " + JOB + "/attempts?cursor=c&limit=100",
                        200,
                        "{\"items\":[" + attempt.formatted(FakeSia.JOB, 2, "succeeded", FakeSia.JOB, "") + "]}");
        assertThat(cli.run("job", "attempts", FakeSia.JOB).out()).isEqualTo("""
                NUMBER  STATUS     AGENT  OFFERED               TOOK       LINES  WHAT
                1       failed     box    2026-11-23T09:30:00Z  1 min 5 s  7      tool in generate: It failed.
                2       succeeded  box    2026-11-23T09:30:00Z  1 min 5 s  7      prepare succeeded
                """);
    }

    @Test
    void revisionsShowPromptsAndComments() {
        server.on("GET " + JOB + "/revisions?limit=100", 200, """
                {"items":[
                 {"number":1,"kind":"created","prompt":"Do it.","comments":[],"actor":{"kind":"user","name":"ada@example.com"},
                  "createdAt":"2026-11-23T09:30:00Z"},
                 {"number":2,"kind":"rework","prompt":"Do it.","comments":[{"file":"a.py","line":3,"text":"No."},
                  {"text":"Tests!"}],"actor":{"kind":"user","name":"bob@example.com"},"createdAt":"2026-11-23T09:45:00Z"}]}""");
        assertThat(cli.run("job", "revisions", FakeSia.JOB).out()).isEqualTo("""
                revision  1 created
                asked     2026-11-23T09:30:00Z by ada@example.com
                prompt    Do it.

                revision  2 rework
                asked     2026-11-23T09:45:00Z by bob@example.com
                prompt    Do it.
                comments  a.py:3: No.
                          Tests!
                """);
        assertThat(cli.run("job", "revisions", FakeSia.JOB, "-o", "json").out()).contains("\"kind\" : \"rework\"");
    }
}
