package dev.sia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.cli.TestCli.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueCommandsTest {
    private static final String OTHER = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3d";
    private static final String PAUSED = """
            {"name":"backlog","etag":"\\"5\\"","queuedCount":2,"runningCount":1,"pause":{"by":{"kind":"user","name":"ada@example.com"},
            "at":"2026-11-23T09:30:00Z","note":"Release freeze","until":"2026-11-23T11:30:00Z"}}""";

    @TempDir
    private Path home;

    private FakeSia server;
    private TestCli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeSia();
        cli = new TestCli(home).with("SIA_URL", server.url()).with("SIA_TOKEN", "tok");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode sent() throws IOException {
        return new ObjectMapper().readTree(server.requests().getLast().body());
    }

    @Test
    void pausesForATimeOrUntilATimeOrForEver() throws IOException {
        server.on("POST ORG/queues/backlog/pause", 200, PAUSED);
        Outcome outcome = cli.run("queue", "pause", "backlog", "--for", "2h", "--note", "Release freeze");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .isEqualTo(
                        "QUEUE    WAITING  RUNNING  PAUSED\n"
                                + "backlog  2        1        by ada@example.com, 2026-11-23T09:30:00Z, until 2026-11-23T11:30:00Z: Release freeze\n");
        assertThat(sent().toString()).isEqualTo("{\"note\":\"Release freeze\",\"forSeconds\":7200}");
        cli.run("queue", "pause", "backlog", "--until", "2026-11-23T18:00:00Z");
        assertThat(sent().toString()).isEqualTo("{\"until\":\"2026-11-23T18:00:00Z\"}");
        cli.run("queue", "pause", "backlog");
        assertThat(sent().toString()).isEqualTo("{}");
    }

    @Test
    void showsThePauseWithTheJobsOfAQueue() {
        server.on(
                "GET ORG/queues/backlog",
                200,
                PAUSED.substring(0, PAUSED.length() - 1) + ",\"queued\":[],\"running\":[]}");
        assertThat(cli.run("queue", "status", "backlog").out())
                .startsWith(
                        "paused by ada@example.com, 2026-11-23T09:30:00Z, until 2026-11-23T11:30:00Z: Release freeze\n");
    }

    @Test
    void resumes() {
        server.on(
                "POST ORG/queues/backlog/resume",
                200,
                "{\"name\":\"backlog\",\"etag\":\"\\\"6\\\"\",\"queuedCount\":2,\"runningCount\":1}");
        assertThat(cli.run("queue", "resume", "backlog").out())
                .isEqualTo("QUEUE    WAITING  RUNNING  PAUSED\nbacklog  2        1\n");
        server.problem("POST ORG/queues/rework/resume", 409, "queue_not_paused", "This queue is not paused.");
        Outcome refused = cli.run("queue", "resume", "rework");
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).isEqualTo("sia: This queue is not paused.\n");
    }

    @Test
    void movesInTheQueueThatTheJobIsIn() throws IOException {
        server.on("GET ORG/jobs/" + FakeSia.JOB, 200, FakeSia.job("queued", ""))
                .on(
                        "POST ORG/queues/backlog/move",
                        200,
                        "{\"jobId\":\"%s\",\"queue\":\"backlog\",\"position\":1,\"etag\":\"\\\"5\\\"\"}"
                                .formatted(FakeSia.JOB));
        Outcome outcome = cli.run("queue", "move", FakeSia.JOB, "--head");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("position  1\n").contains("etag      \"5\"\n");
        assertThat(sent().toString()).isEqualTo("{\"jobId\":\"" + FakeSia.JOB + "\",\"to\":\"head\"}");
        cli.run("queue", "move", FakeSia.JOB, "--tail");
        assertThat(sent().path("to").asText()).isEqualTo("tail");
        cli.run("queue", "move", FakeSia.JOB, "--before", OTHER);
        assertThat(sent().toString()).isEqualTo("{\"jobId\":\"" + FakeSia.JOB + "\",\"before\":\"" + OTHER + "\"}");
        cli.run("queue", "move", FakeSia.JOB, "--after", OTHER, "--etag", "\"4\"");
        assertThat(sent().path("after").asText()).isEqualTo(OTHER);
    }

    @Test
    void tellsWhatOthersDidToTheQueueMeanwhile() {
        server.on("GET ORG/jobs/" + FakeSia.JOB, 200, FakeSia.job("queued", ""))
                .on("POST ORG/queues/backlog/move", 412, """
                        {"type":"x","title":"t","status":412,"code":"precondition_failed","detail":"This queue has changed.",
                        "requestId":"r","currentEtag":"\\"5\\"","changes":[{"organizationId":"%s","number":7,"type":"job.moved",
                        "at":"2026-11-23T09:30:00Z","actor":{"kind":"user","name":"bob@example.com"},"queue":"backlog","jobId":"%s",
                        "reason":"Moved to the head."}]}""".formatted(FakeSia.ORGANIZATION, OTHER));
        Outcome outcome = cli.run("queue", "move", FakeSia.JOB, "--head", "--etag", "\"4\"");
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.err())
                .isEqualTo("2026-11-23T09:30:00Z job.moved job " + OTHER
                        + " by bob@example.com: Moved to the head.\nsia: This queue has changed.\n");
    }

    @Test
    void explainsWhyAJobWaits() {
        server.on("GET ORG/jobs/" + FakeSia.JOB + "/scheduling", 200, """
                {"state":"waiting","position":4,"reasons":[
                {"code":"agents_busy","message":"All 2 places are busy.","agentCount":1,"slotCount":2},
                {"code":"of_the_future","message":"Something new."}],
                "estimatedStart":{"at":"2026-11-23T09:50:00Z","basis":"12 attempts."}}""");
        assertThat(cli.run("job", "explain", FakeSia.JOB).out()).isEqualTo("""
                        state      waiting
                        position   4
                        because    All 2 places are busy.
                                   Something new.
                        may start  2026-11-23T09:50:00Z
                        as         12 attempts.
                        """);
        server.on(
                "GET ORG/jobs/" + FakeSia.JOB + "/scheduling",
                200,
                "{\"state\":\"waiting\",\"position\":1,\"reasons\":[]}");
        assertThat(cli.run("job", "explain", FakeSia.JOB).out()).contains("because   it is about to be given out\n");
        server.on("GET ORG/jobs/" + FakeSia.JOB + "/scheduling", 200, "{\"state\":\"not_queued\",\"reasons\":[]}");
        assertThat(cli.run("job", "explain", FakeSia.JOB).out()).isEqualTo("state  not queued\n");
    }

    @Test
    void showsTheSettings() {
        server.on("GET ORG/settings", 200, "{\"etag\":\"\\\"1\\\"\",\"logKeepDays\":90}");
        assertThat(cli.run("settings", "show").out()).isEqualTo("""
                max running jobs  no limit
                logs kept for     90 days
                logs kept up to   no limit
                """);
    }

    @Test
    void refusesToChangeNoSetting() {
        assertThat(cli.run("settings", "set").code()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void changesTheSettingsThatAreNamedAndLeavesTheOthers() {
        server.on("GET ORG/settings", 200, "{\"etag\":\"\\\"1\\\"\",\"logKeepDays\":90,\"logKeepMebibytes\":512}");
        server.on("PUT ORG/settings", 200, "{\"etag\":\"\\\"2\\\"\",\"maxRunningJobs\":20,\"logKeepMebibytes\":512}");
        assertThat(cli.run("settings", "set", "--max-running-jobs", "20", "--no-log-keep-days")
                        .out())
                .isEqualTo("""
                        max running jobs  20
                        logs kept for     no limit
                        logs kept up to   512 MiB
                        """);
        assertThat(server.requests().getLast().body()).isEqualTo("{\"maxRunningJobs\":20,\"logKeepMebibytes\":512}");
        assertThat(server.requests().getLast().ifMatch()).isEqualTo("\"1\"");
        cli.run("settings", "set", "--log-keep-mib", "7", "--etag", "\"9\"", "-o", "json");
        assertThat(server.requests().getLast().body()).isEqualTo("{\"logKeepDays\":90,\"logKeepMebibytes\":7}");
        assertThat(server.requests().getLast().ifMatch()).isEqualTo("\"9\"");
    }
}
