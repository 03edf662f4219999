package dev.sia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.cli.TestCli.Outcome;
import dev.sia.cli.output.Terminal;
import dev.sia.support.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CliTest {
    private static final String SUMMARY = """
            {"id":"%s","title":"A long title that goes on and on","status":"in_review","queue":"backlog","priority":"high",
            "labels":[],"repository":{"url":"/r","baseBranch":"main"},"attemptCount":1,"createdBy":{"kind":"user"},
            "createdAt":"2026-11-23T09:30:00Z","updatedAt":"2026-11-23T09:30:00Z"}""".formatted(FakeSia.JOB);

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

    @Test
    void everyCommandHasHelpWithExitCodes() {
        List<List<String>> commands = new ArrayList<>();
        collect(new CommandLine(new SiaCommand(), new NoSurroundings()), List.of(), commands);
        assertThat(commands).hasSizeGreaterThan(25);
        for (List<String> command : commands) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");
            Outcome outcome = cli.run(arguments.toArray(String[]::new));
            if (command.equals(List.of("server"))) {
                continue;
            }
            assertThat(outcome.code()).as("%s", command).isZero();
            assertThat(outcome.out()).as("%s", command).contains("Usage: sia").contains("Exit codes:");
            assertThat(outcome.err()).as("%s", command).isEmpty();
        }
    }

    @Test
    void membersAreListedPageByPage() {
        server.on("GET ORG/members?limit=100", 200, """
                {"items":[{"userId":"u-1","email":"ada@example.com","role":"owner","firstSeenAt":"2026-11-20T09:00:00Z",
                "lastSeenAt":"2026-11-23T09:00:00Z"}],"nextCursor":"c"}""");
        server.on("GET ORG/members?cursor=c&limit=100", 200, """
                {"items":[{"userId":"u-2","role":"viewer","firstSeenAt":"2026-11-20T09:00:00Z",
                "lastSeenAt":"2026-11-23T09:00:00Z"}]}""");
        Outcome table = cli.run("organization", "members");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out()).contains("u-1", "ada@example.com", "owner", "u-2", "viewer");
        assertThat(cli.run("organization", "members", "-o", "json").out()).contains("\"u-1\"", "\"u-2\"");
    }

    private static void collect(CommandLine line, List<String> path, List<List<String>> into) {
        into.add(path);
        line.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, into);
        });
    }

    /** Makes commands only to look at their names. */
    private static final class NoSurroundings implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getConstructors()) {
                if (constructor.getParameterCount() == 1) {
                    return type.cast(constructor.newInstance(new Object[] {null}));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, validation_failed, 2",
        "401, unauthenticated, 3",
        "403, forbidden, 3",
        "404, not_found, 4",
        "409, illegal_transition, 5",
        "412, precondition_failed, 5",
        "429, rate_limited, 6",
        "500, internal, 1"
    })
    void exitsByTheKindOfFailureWithOneSentence(int status, String code, int exit) {
        server.problem("GET ORG/jobs/" + FakeSia.JOB, status, code, "What happened.");
        Outcome outcome = cli.run("job", "get", FakeSia.JOB);
        assertThat(outcome.code()).isEqualTo(exit);
        assertThat(outcome.out()).isEmpty();
        String more = status == 500 ? "The server's log has it as r-7.\n" : "";
        assertThat(outcome.err()).isEqualTo("sia: What happened.\n" + more);
    }

    @Test
    void exitsWithSixWhenNobodyAnswers() {
        int port = FreePort.find();
        Outcome outcome = cli.with("SIA_URL", "http://127.0.0.1:" + port).run("whoami");
        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.err())
                .isEqualTo("sia: The SIA server at http://127.0.0.1:" + port
                        + " cannot be reached: the connection was refused.\n");
    }

    @ParameterizedTest
    @CsvSource({
        "job get 123, '''123'' is not a whole id'",
        "job get, Missing required parameter: 'ID'",
        "job create --repository /r, Missing required argument",
        "job create --repository /r --prompt x --priority huge, must be one of low",
        "job create --repository /r --prompt x --attempt-timeout soon, is not a duration such as 90s",
        "job list --status done, must be one of queued",
        "job frobnicate, Unmatched argument",
        "queue status other, must be one of rework",
        "queue pause backlog --for 1h --until 2026-11-23T18:00:00Z, are mutually exclusive",
        "queue move 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c, Missing required argument",
        "queue move 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c --head --tail, are mutually exclusive",
        "settings set --max-running-jobs many, is not an int",
        "settings set --log-keep-days 3 --no-log-keep-days, are mutually exclusive",
        "login --url http://x, Missing required argument",
        "job list -o yaml, Invalid value for option"
    })
    void exitsWithTwoForWrongUse(String arguments, String sentence) {
        Outcome outcome = cli.run(arguments.split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("sia: ")
                .contains(sentence.split(": 'ID'")[0])
                .contains("--help'.");
        assertThat(outcome.err()).doesNotContain("Exception", "\tat ");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', Usage: sia [", "job, Usage: sia job [", "agent, Usage: sia agent ["})
    void showsWhatThereIsWhenTheCommandIsNotWhole(String arguments, String usage) {
        Outcome outcome = cli.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith(usage).contains("Commands:");
    }

    @Test
    void createsAJobAndPrintsTheContractsJson() throws IOException {
        server.on("POST ORG/jobs", 201, FakeSia.job("queued", ",\"position\":3"));
        Outcome outcome = cli.typing("From a pipe.\n")
                .run(
                        "job",
                        "create",
                        "--repository",
                        home.toString(),
                        "--prompt-file",
                        "-",
                        "--title",
                        "T",
                        "--label",
                        "linux",
                        "--priority",
                        "urgent",
                        "--attempt-timeout",
                        "1h30m",
                        "-o",
                        "json");
        assertThat(outcome.code()).isZero();
        JsonNode job = new ObjectMapper().readTree(outcome.out());
        assertThat(job.get("createdAt").textValue()).isEqualTo("2026-11-23T09:30:00Z");
        assertThat(job.get("position").intValue()).isEqualTo(3);
        assertThat(job.has("failure")).isFalse();
        JsonNode sent = new ObjectMapper().readTree(server.requests().getLast().body());
        assertThat(sent).isEqualTo(new ObjectMapper().readTree("""
                {"title":"T","prompt":"From a pipe.\\n","repository":{"url":"%s","baseBranch":"main"},"labels":["linux"],
                "priority":"urgent","attemptTimeoutSeconds":5400}""".formatted(home)));
    }

    @Test
    void showsAJobWithoutLettingItsTextSteerTheTerminal() {
        server.on("GET ORG/jobs/" + FakeSia.JOB, 200, FakeSia.job("queued", ",\"position\":3"));
        Outcome outcome = cli.on(new Terminal(true, false, 100)).run("job", "get", FakeSia.JOB);
        assertThat(outcome.out())
                .contains("status       queued (3 in backlog)\n")
                .contains("title        Add red\n")
                .doesNotContain("\u001b");
    }

    @Test
    void coloursOnlyWhereWanted() {
        server.on("GET ORG/jobs/" + FakeSia.JOB, 200, FakeSia.job("failed", ""));
        assertThat(cli.run("job", "get", FakeSia.JOB).out()).doesNotContain("\u001b");
        assertThat(cli.on(new Terminal(true, true, 100))
                        .run("job", "get", FakeSia.JOB)
                        .out())
                .contains("\u001b[31mfailed\u001b[0m");
    }

    @Test
    void listsJobsCutToTheWidthOfTheTerminal() {
        server.on("GET ORG/jobs", 200, "{\"items\":[" + SUMMARY + "],\"nextCursor\":\"c\"}")
                .on("GET ORG/jobs?status=in_review&cursor=c&limit=200", 200, "{\"items\":[" + SUMMARY + "]}");
        Outcome narrow =
                cli.on(new Terminal(true, false, 100)).run("job", "list", "--status", "in_review", "--limit", "1");
        assertThat(narrow.code()).isZero();
        assertThat(narrow.out().lines()).hasSize(2).allMatch(line -> line.length() <= 100);
        assertThat(narrow.out()).contains("A long").contains("…");
        assertThat(narrow.err()).isEqualTo("sia: there are more; --all or a larger --limit shows them\n");
        Outcome all = cli.on(Terminal.NONE).run("job", "list", "--status", "in_review", "--all");
        assertThat(all.out().lines()).hasSize(3);
        assertThat(all.out()).contains("2026-11-23T09:30:00Z  A long title that goes on and on\n");
    }

    @Test
    void cancelsWithAReason() {
        server.on("POST ORG/jobs/" + FakeSia.JOB + "/cancel", 202, FakeSia.job("cancelled", ""));
        Outcome outcome = cli.run("job", "cancel", FakeSia.JOB, "--reason", "no more", "--wait");
        assertThat(outcome.code()).isZero();
        assertThat(server.requests().getLast().body()).isEqualTo("{\"reason\":\"no more\"}");
    }

    @Test
    void writesAnEnrolmentTokenToAPrivateFileOnce() throws IOException {
        server.on(
                "POST ORG/enrolment-tokens",
                201,
                "{\"id\":\"" + FakeSia.JOB
                        + "\",\"token\":\"sia_en_1\",\"maxUses\":2,\"expiresAt\":\"2026-11-23T10:30:00Z\"}");
        Path file = home.resolve("a token");
        Outcome outcome =
                cli.run("agent", "enrol-token", "--expires-in", "30m", "--max-uses", "2", "--out", file.toString());
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(file).hasContent("sia_en_1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(server.requests().getLast().body()).isEqualTo("{\"expiresInSeconds\":1800,\"maxUses\":2}");
        int before = server.requests().size();
        assertThat(cli.run("agent", "enrol-token", "--out", file.toString()).code())
                .isEqualTo(2);
        assertThat(server.requests().subList(before, server.requests().size()))
                .noneMatch(it -> it.line().startsWith("POST"));
    }

    @Test
    void listsAndRevokesEnrolmentTokens() throws IOException {
        String token = """
                {"id":"%s","createdBy":{"kind":"user","name":"ada@example.com"},"createdAt":"2026-11-23T09:30:00Z",
                "maxUses":2,"uses":1,"expiresAt":"2026-11-23T10:30:00Z"}""".formatted(FakeSia.JOB);
        server.on("GET ORG/enrolment-tokens?limit=100", 200, "{\"items\":[" + token + "]}")
                .on("DELETE ORG/enrolment-tokens/" + FakeSia.JOB, 200, token);

        Outcome list = cli.run("agent", "enrol-token", "list");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("ID", "USED", FakeSia.JOB, "1/2", "ada@example.com");
        Outcome json = cli.run("agent", "enrol-token", "list", "-o", "json");
        assertThat(new ObjectMapper().readTree(json.out()).at("/items/0/uses").asInt())
                .isEqualTo(1);

        Outcome revoke = cli.run("agent", "enrol-token", "revoke", FakeSia.JOB);
        assertThat(revoke.code()).as(revoke.err()).isZero();
        assertThat(revoke.out()).contains(FakeSia.JOB, "1 of 2 times");
        assertThat(server.requests().getLast().line()).startsWith("DELETE").endsWith(FakeSia.JOB);
    }

    @Test
    void revokesTheCredentialOfAnAgent() {
        server.on("DELETE ORG/agents/" + FakeSia.JOB + "/credential", 200, """
                {"id":"%s","name":"box","status":"online","statusReason":"its credential was revoked",
                "statusChangedAt":"2026-11-23T09:00:00Z","connected":false,"labels":[],"capacity":1,"runningCount":0,
                "consecutiveFailures":0,"enrolledAt":"2026-11-20T09:00:00Z","credentialIssuedAt":"2026-11-20T09:00:00Z",
                "credentialRevokedAt":"2026-11-23T09:30:00Z"}""".formatted(FakeSia.JOB));

        Outcome revoke = cli.run("agent", "revoke", FakeSia.JOB);

        assertThat(revoke.code()).as(revoke.err()).isZero();
        assertThat(revoke.out()).containsPattern("credential +revoked");
    }

    @Test
    void refusesAFileOfCertificatesThatHoldsNone() throws IOException {
        Path file = Files.writeString(home.resolve("ca.pem"), "no certificate");
        Outcome outcome = cli.with("SIA_CA_FILE", file.toString()).run("whoami");
        assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(outcome.err()).contains(file.toString(), "no certificate in PEM");
    }

    @Test
    void asksForTheOrganizationWhenThereAreSeveral() {
        server.on("GET /v1/me", 200, """
                {"kind":"user","id":"u","expiresAt":"2030-01-01T00:00:00Z","organizations":[
                {"id":"1189c444-8a2d-4c41-8b4b-ae43ce79a492","name":"Acme","role":"owner","createdAt":"2026-11-20T09:00:00Z"},
                {"id":"2189c444-8a2d-4c41-8b4b-ae43ce79a492","name":"Other","role":"viewer","createdAt":"2026-11-20T09:00:00Z"}]}""");
        server.on("GET ORG/queues", 200, "{\"items\":[{\"name\":\"rework\",\"queuedCount\":0,\"runningCount\":1}]}");
        Outcome outcome = cli.run("queue", "status");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--organization").contains("(Acme)").contains("(Other)");
        assertThat(cli.with("SIA_ORGANIZATION", FakeSia.ORGANIZATION)
                        .run("queue", "status")
                        .out())
                .isEqualTo("QUEUE   WAITING  RUNNING  PAUSED\nrework  0        1\n");
    }

    @Test
    void tellsTheStoryOfAJobWithDurations() {
        server.on("GET ORG/jobs/" + FakeSia.JOB + "/timeline", 200, """
                {"jobId":"%s","readTo":9,"lastNumber":9,"items":[
                {"number":1,"at":"2026-11-23T09:30:00Z","kind":"queue","type":"job.queued","queue":"backlog",
                 "actor":{"kind":"user","name":"ada@example.com"},"text":"Queued in backlog."},
                {"number":9,"at":"2026-11-23T09:31:05Z","kind":"step","type":"attempt.step_changed","step":"generate",
                 "state":"succeeded","durationMillis":65000,"actor":{"kind":"system"},
                 "text":"Step generate of attempt 1 succeeded."}]}""".formatted(FakeSia.JOB));

        assertThat(cli.run("job", "timeline", FakeSia.JOB).out()).isEqualTo("""
                WHEN                  TOOK       BY               WHAT
                2026-11-23T09:30:00Z             ada@example.com  Queued in backlog.
                2026-11-23T09:31:05Z  1 min 5 s  system           Step generate of attempt 1 succeeded.
                """);
    }

    @Test
    void listsEventsAndSaysWhereToGoOn() {
        server.on("GET ORG/events", 200, """
                {"readTo":8,"lastNumber":9,"items":[
                {"organizationId":"%1$s","number":7,"at":"2026-11-23T09:30:00Z","type":"job.queued","queue":"backlog",
                 "actor":{"kind":"user","name":"ada@example.com"},"jobId":"%2$s","jobStatus":"queued"},
                {"organizationId":"%1$s","number":8,"at":"2026-11-23T09:30:01Z","type":"job.queued","queue":"backlog",
                 "actor":{"kind":"system"},"jobId":"%2$s","jobStatus":"queued","reason":"its agent was lost"}]}""".formatted(FakeSia.ORGANIZATION, FakeSia.JOB));

        Outcome one = cli.run("event", "list", "--after", "6", "--limit", "1", "--type", "job.queued");
        assertThat(one.out()).isEqualTo("""
                NUMBER  WHEN                  TYPE        BY               WHAT
                7       2026-11-23T09:30:00Z  job.queued  ada@example.com  job %s queued in backlog
                """.formatted(FakeSia.JOB));
        assertThat(one.err()).isEqualTo("sia: there are more; go on with --after 7\n");
        assertThat(server.requests().getLast().line()).endsWith("/events?afterNumber=6&type=job.queued&limit=2");

        Outcome wrong = cli.run("event", "list", "--type", "job.danced");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("'job.danced' is not one of job.queued, ");
    }

    @Test
    void listsWhoDidWhatAndWhoWasRefused() {
        server.on("GET ORG/audit-entries", 200, """
                {"items":[
                {"id":"0198f0c4-9a1e-7a52-9c3b-5d8f6e1a2b3c","at":"2026-11-23T09:30:00Z","action":"createJob","outcome":"allowed",
                 "actor":{"kind":"user","id":"ada","name":"ada@example.com"},"address":"192.0.2.7","jobId":"%s","eventNumber":7},
                {"id":"0198f0c4-9a1d-7a52-9c3b-5d8f6e1a2b3c","at":"2026-11-23T09:29:00Z","action":"listJobs","outcome":"denied",
                 "address":"192.0.2.8","code":"unauthenticated","count":12},
                {"id":"0198f0c4-9a1c-7a52-9c3b-5d8f6e1a2b3c","at":"2026-11-23T09:28:00Z","action":"listJobs","outcome":"denied"}]}
                """.formatted(FakeSia.JOB));

        Outcome two = cli.run("audit", "list", "--limit", "2", "--actor", "ada", "--action", "createJob", "--denied");
        assertThat(two.out()).isEqualTo("""
                WHEN                  ACTION     OUTCOME  BY               FROM       WHAT
                2026-11-23T09:30:00Z  createJob  allowed  ada@example.com  192.0.2.7  job %s event 7
                2026-11-23T09:29:00Z  listJobs   denied   unknown          192.0.2.8  unauthenticated times 12
                """.formatted(FakeSia.JOB));
        assertThat(two.err()).isEqualTo("sia: there are more; --all or a larger --limit shows them\n");
        assertThat(server.requests().getLast().line())
                .endsWith("/audit-entries?actorId=ada&action=createJob&outcome=denied&limit=3");

        cli.run("audit", "list", "--since", "2d");
        assertThat(server.requests().getLast().line()).contains("/audit-entries?from=20");
    }
}
