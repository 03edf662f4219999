package dev.sia.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.api.model.LogLine;
import dev.sia.cli.FakeSia;
import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import dev.sia.sdk.LogAudit;
import dev.sia.sdk.SiaJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobLogsCommandTest {
    private static final String JOB = "ORG/jobs/" + FakeSia.JOB;
    private static final String DROPPED = """
            {"seq":2,"at":"2026-11-23T09:30:00Z","stream":"system","step":"generate","text":"7 lines were dropped here","dropped":{"lines":7}}""";

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

    @Test
    void printsStoredLogsAsTextAndAsJsonLines() throws IOException {
        hasAttempt("succeeded", 2, 0, "", true);
        server.on(
                        "GET " + JOB + "/logs?attempt=2&afterSeq=0&limit=5000",
                        200,
                        page(",\"nextAfterSeq\":1", line(1, "l1")))
                .on("GET " + JOB + "/logs?attempt=2&afterSeq=1&limit=5000", 200, page("", line(2, "l2")));
        assertThat(logs().out().lines()).hasSize(2).allMatch(it -> it.matches("\\d\\d:\\d\\d:\\d\\d generate l\\d"));
        assertThat(logs("-o", "json").out().lines())
                .first()
                .isEqualTo("{\"attempt\":2," + line(1, "l1").substring(1));
    }

    @Test
    void sendsWhatWasChosenToTheServer() {
        server.on("GET " + JOB + "/attempts", 200, "{\"items\":[" + attempt("running", 1, 9, "", false) + "]}")
                .on(
                        "GET " + JOB
                                + "/logs?attempt=1&afterSeq=3&beforeSeq=8&limit=5000&step=verify&stream=stderr&contains=no%20way",
                        200,
                        page("", line(5, "no way")));
        Outcome outcome = logs(
                "--attempt",
                "1",
                "--after-seq",
                "3",
                "--before-seq",
                "8",
                "--step",
                "verify",
                "--stream",
                "stderr",
                "--grep",
                "no way");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).endsWith(" generate no way\n");
    }

    @Test
    void showsTheLastLines() {
        hasAttempt("running", 2, 9, "", false);
        server.on(
                "GET " + JOB + "/logs?attempt=2&afterSeq=0&tail=true&limit=2",
                200,
                page(",\"nextBeforeSeq\":8", line(8, "l8"), line(9, "l9")));
        assertThat(logs("--tail", "2").out().lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("l9");
    }

    @Test
    void printsWhatIsMissingAsWhatItIsWhateverIsFiltered() {
        hasAttempt("succeeded", 2, 3, "", true);
        String gap = ",\"gap\":{\"fromSeq\":1,\"toSeq\":40,\"reason\":\"retention\"}";
        server.on("GET " + JOB + "/logs", 200, page(gap, DROPPED, line(41, "after")));
        Outcome outcome = logs();
        assertThat(outcome.out().lines().toList().subList(0, 2))
                .containsExactly("--- lines 1 to 40 are no longer kept ---", "--- 7 lines were dropped here ---");
        assertThat(outcome.out()).endsWith(" generate after\n");
        assertThat(logs("-o", "json").out().lines().toList().subList(0, 2))
                .containsExactly(
                        "{\"attempt\":2,\"gap\":{\"fromSeq\":1,\"toSeq\":40,\"reason\":\"retention\"}}",
                        "{\"attempt\":2," + DROPPED.substring(1));
    }

    @Test
    void saysThatThereIsNoLogYet() {
        server.on("GET " + JOB, 200, FakeSia.job("queued", ""));
        Outcome outcome = logs();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEqualTo("sia: the job has had no attempt yet, so there is no log\n");
        assertThat(logs("--download", "-").code()).isEqualTo(4);
    }

    @Test
    void tellsWhenTheServerRefusesTheRangeOrThereIsNoSuchAttempt() {
        hasAttempt("running", 2, 9, "", false);
        server.problem("GET " + JOB + "/logs", 400, "validation_failed", "The log has only 9 lines.");
        Outcome beyond = logs("--after-seq", "10");
        assertThat(beyond.code()).isEqualTo(2);
        assertThat(beyond.err()).isEqualTo("sia: The log has only 9 lines.\n");
        server.on("GET " + JOB + "/attempts", 200, "{\"items\":[" + attempt("running", 2, 9, "", false) + "]}");
        Outcome unknown = logs("--attempt", "7");
        assertThat(unknown.code()).isEqualTo(4);
        assertThat(unknown.err()).isEqualTo("sia: the job has no attempt 7\n");
    }

    @Test
    void provesAWholeLogAndShowsOnlyWhatIsWanted() throws IOException {
        String[] lines = {line(1, "one"), DROPPED, line(3, "three")};
        hasAttempt("succeeded", 2, 3, digest(lines), true);
        server.on("GET " + JOB + "/logs?attempt=2&afterSeq=0&beforeSeq=4&limit=5000", 200, page("", lines));
        Outcome outcome = logs("--verify", "--grep", "THREE");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(2).last().asString().endsWith("three");
        assertThat(outcome.err())
                .isEqualTo("sia: the log of attempt 2 is whole: 3 records, 7 lines dropped by the agent, digest "
                        + digest(lines) + "\n");
    }

    @Test
    void endsWithOneWhenTheLogIsNotProven() throws IOException {
        String[] lines = {line(1, "one"), line(2, "two")};
        server.on("GET " + JOB + "/logs", 200, page("", lines));
        hasAttempt("succeeded", 2, 2, "0".repeat(64), true);
        Outcome changed = logs("--verify");
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.err())
                .isEqualTo("sia: the log of attempt 2 is not proven: The digest of what was read is " + digest(lines)
                        + ", but that of the log is " + "0".repeat(64) + ".\n");
        hasAttempt("lost", 2, 2, digest(lines), false);
        Outcome lost = logs("--verify");
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.err()).contains("unchanged but not complete, the agent may have written more: 2 records");
        hasAttempt("running", 2, 2, digest(lines), false);
        Outcome runs = logs("--verify");
        assertThat(runs.code()).isZero();
        assertThat(runs.err()).contains("unchanged so far, and the attempt still runs: 2 records");
    }

    @Test
    void downloadsToAFileOrStandardOutput() throws IOException {
        hasAttempt("succeeded", 2, 2, "", true);
        server.on("GET " + JOB + "/logs/download?attempt=2", 200, "Grüße\nend\n");
        assertThat(logs("--download", "-").out()).isEqualTo("Grüße\nend\n");
        Path file = home.resolve("job.log");
        Files.writeString(file, "older");
        Outcome outcome = logs("--download", file.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(file).hasContent("Grüße\nend\n");
        assertThat(outcome.err()).isEqualTo("sia: wrote 2 lines to " + file + "\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(home.resolve("job.log.part")).doesNotExist();
    }

    @Test
    void leavesNoHalfFileAndTellsWhatIsWrong() {
        hasAttempt("succeeded", 2, 2, "", true);
        Path file = home.resolve("job.log");
        server.problem("GET " + JOB + "/logs/download", 503, "unavailable", "The database is away.");
        Outcome away = logs("--download", file.toString());
        assertThat(away.code()).isEqualTo(6);
        assertThat(away.err()).contains("The database is away.");
        assertThat(file).doesNotExist();
        server.on("GET " + JOB + "/logs/download", 200, "x\n");
        Outcome nowhere = logs("--download", home.resolve("none/job.log").toString());
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).startsWith("sia: cannot write " + home.resolve("none/job.log.part"));
    }

    @Test
    void provesADownload() throws IOException {
        String[] lines = {line(1, "one"), line(2, "two")};
        hasAttempt("succeeded", 2, 2, digest(lines), true);
        String body = Arrays.stream(lines).map(it -> "{\"line\":" + it + "}\n").collect(Collectors.joining());
        server.on("GET " + JOB + "/logs/download", 200, body);
        Path file = home.resolve("job.ndjson");
        Outcome good = logs("--download", file.toString(), "-o", "json", "--verify");
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(good.err()).contains("the log of attempt 2 is whole: 2 records, digest ");
        assertThat(file).hasContent(body);
        server.on("GET " + JOB + "/logs/download", 200, body.replace("two", "2wo"));
        assertThat(logs("--download", file.toString(), "-o", "json", "--verify").code())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--attempt 0 --after-seq -1 --before-seq 0 --tail 0, --attempt must be at least 1; --after-seq must not be negative;"
                + " --before-seq must be at least 1; --tail must be from 1 to 1000000",
        "-f --download x, -f and --download exclude each other",
        "-f --before-seq 3, -f and --before-seq exclude each other",
        "-f --tail 3 --after-seq 2, 'with -f, --tail and --after-seq exclude each other'",
        "--download x --step verify, --download is for the whole log",
        "--verify --tail 3, --verify needs the whole log",
        "--download x --verify, --download --verify needs -o json",
        "--step dance, must be one of prepare",
        "--stream stdin, must be one of stdout"
    })
    void wrongUseIsRefusedBeforeAnythingIsSent(String arguments, String sentence) {
        Outcome outcome = logs(arguments.split(" "));
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("sia: ").contains(sentence);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aJobShowsTheProofOfItsLog() {
        hasAttempt("succeeded", 2, 3, "ab12", true);
        assertThat(cli.run("job", "get", FakeSia.JOB).out())
                .contains("attempt      2 succeeded on box\n")
                .contains("log          3 records, kept from 2 on, 7 lines dropped by the agent, 61 bytes, complete\n")
                .contains("log digest   ab12\n");
    }

    private Outcome logs(String... options) {
        return cli.run(concat(new String[] {"job", "logs", FakeSia.JOB}, options));
    }

    private static String[] concat(String[] one, String[] other) {
        String[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private void hasAttempt(String status, int number, long lastSeq, String digest, boolean complete) {
        server.on(
                "GET " + JOB,
                200,
                FakeSia.job("in_progress", ",\"latestAttempt\":" + attempt(status, number, lastSeq, digest, complete)));
    }

    private static String attempt(String status, int number, long lastSeq, String digest, boolean complete) {
        // A digest that is none goes with a log that is not kept from its first record on.
        int oldest = digest.length() == 4 ? 2 : 1;
        return """
                {"id":"%s","number":%d,"status":"%s","agentId":"%s","agentName":"box","steps":[],
                 "log":{"lastSeq":%d,"oldestSeq":%d,"droppedLines":7,"bytes":61,"digest":"%s","complete":%b},
                 "offeredAt":"2026-11-23T09:30:00Z"}""".formatted(FakeSia.JOB, number, status, FakeSia.JOB, lastSeq, oldest, digest, complete);
    }

    private static String line(long seq, String text) {
        return "{\"seq\":%d,\"at\":\"2026-11-23T09:30:00Z\",\"stream\":\"stdout\",\"step\":\"generate\",\"text\":\"%s\"}"
                .formatted(seq, text);
    }

    private static String page(String more, String... lines) {
        return "{\"attempt\":2,\"lines\":[" + String.join(",", lines)
                + "],\"lastSeq\":99,\"oldestSeq\":1,\"complete\":true" + more + "}";
    }

    private static String digest(String... lines) throws IOException {
        LogAudit audit = new LogAudit();
        for (String line : List.of(lines)) {
            audit.add(SiaJson.mapper().readValue(line, LogLine.class));
        }
        return audit.digest();
    }
}
