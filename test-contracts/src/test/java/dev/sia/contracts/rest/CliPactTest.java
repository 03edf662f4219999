package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.cli.Cli;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Terminal;
import dev.sia.contracts.pact.Example;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the commands ask of the REST surface, what they print of the answers, and how they end when they are refused. */
class CliPactTest {
    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact("sia-cli");

    private static final String ORGANIZATION_PATH = "/v1/organizations/${organizationId}";
    private static final String JOB_PATH = ORGANIZATION_PATH + "/jobs/${jobId}";
    private static final String AGENT_PATH = ORGANIZATION_PATH + "/agents/${agentId}";
    private static final String BACKLOG = ORGANIZATION_PATH + "/queues/backlog";
    private static final String JOB = RestCalls.JOB.toString();
    private static final String AGENT = RestCalls.AGENT.toString();
    private static final String REPOSITORY = "https://git.example.com/acme/exporter.git";
    private static final String PROMPT = "Add a --json flag to the export command, with tests.";

    @TempDir
    private static Path home;

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(String url, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                Map.of(
                        "HOME",
                        home.toString(),
                        "SIA_URL",
                        url,
                        "SIA_TOKEN",
                        "token",
                        "SIA_ORGANIZATION",
                        RestCalls.ORGANIZATION.toString()),
                InputStream.nullInputStream(),
                new PrintWriter(out),
                new PrintWriter(err),
                Terminal.NONE);
        return new Outcome(Cli.run(surroundings, arguments), out.toString(), err.toString());
    }

    /**
     * A command that does what is asked of it.
     *
     * @param line its arguments, by blanks; {@code _} stands for a blank in one
     * @param shown what people see of the answer
     * @param document the answer of the operation, which is what programs get
     */
    private record Good(String line, List<RestInteraction> interactions, String shown, Example document) {
        Good also(RestInteraction first) {
            return new Good(
                    line, Stream.concat(Stream.of(first), interactions.stream()).toList(), shown, document);
        }

        String[] arguments() {
            return Stream.of(line.split(" "))
                    .map(word -> word.replace('_', ' '))
                    .toArray(String[]::new);
        }
    }

    private static RestInteraction asks(String operation, String state, String method, String path) {
        return RestInteraction.of(operation, operation + " by the command line, given " + state)
                .given(state)
                .when(method, path);
    }

    private static Good good(String line, RestInteraction asked, int status, Example answer, String shown) {
        return new Good(line, List.of(asked.answers(status, answer)), shown, answer);
    }

    private static List<Good> organizations() {
        String owner = "an organization and its owner";
        return List.of(
                good("whoami", asks("getMe", owner, "GET", "/v1/me"), 200, RestExamples.me(), "owner@example.com"),
                good(
                        "organization list",
                        asks("listOrganizations", owner, "GET", "/v1/organizations"),
                        200,
                        Example.json("{\"items\": [" + RestExamples.ORGANIZATION + "]}"),
                        "Acme"),
                good(
                        "organization members",
                        asks("listMembers", owner, "GET", ORGANIZATION_PATH + "/members")
                                .query("limit", "100"),
                        200,
                        RestExamples.members(),
                        "owner@example.com"),
                good(
                        "settings show",
                        asks("getSettings", owner, "GET", ORGANIZATION_PATH + "/settings"),
                        200,
                        RestExamples.settings(1, ""),
                        "max running jobs"),
                good(
                                "settings set --max-running-jobs 20",
                                asks("updateSettings", owner, "PUT", ORGANIZATION_PATH + "/settings")
                                        .header("If-Match", "\"1\"", "\"1\"")
                                        .sending("{\"maxRunningJobs\": 20}"),
                                200,
                                RestExamples.settings(2, ", \"maxRunningJobs\": 20"),
                                "20")
                        .also(asks("getSettings", owner, "GET", ORGANIZATION_PATH + "/settings")
                                .answers(200, RestExamples.settings(1, ""))),
                good(
                        "event list --type job.queued",
                        asks("listEvents", "a queued job", "GET", ORGANIZATION_PATH + "/events")
                                .query("afterNumber", "0")
                                .query("type", "job.queued")
                                .query("limit", "51"),
                        200,
                        RestExamples.events(),
                        "job.queued"),
                good(
                        "audit list --action createJob",
                        asks("listAuditEntries", "a queued job", "GET", ORGANIZATION_PATH + "/audit-entries")
                                .query("action", "createJob")
                                .query("limit", "51"),
                        200,
                        RestExamples.auditEntries(),
                        "createJob"));
    }

    private static List<Good> jobs() {
        return List.of(
                good(
                        "job list",
                        asks("listJobs", "a queued job", "GET", ORGANIZATION_PATH + "/jobs")
                                .query("limit", "50"),
                        200,
                        RestExamples.jobPage(""),
                        "queued"),
                good(
                        "job create --repository " + REPOSITORY + " --label linux --priority normal --title "
                                + "Add_--json_to_export --prompt " + PROMPT.replace(' ', '_'),
                        asks("createJob", "an organization and its owner", "POST", ORGANIZATION_PATH + "/jobs")
                                .header("Idempotency-Key", "6f1f4c3e", "[!-~]{1,255}")
                                .sending("""
                                        {"title": "Add --json to export", "prompt": "%s", "labels": ["linux"],
                                         "repository": {"url": "%s", "baseBranch": "main"}, "priority": "normal"}
                                        """.formatted(PROMPT, REPOSITORY)),
                        201,
                        RestExamples.createdJob(),
                        "queued"),
                good(
                        "job get " + JOB,
                        asks("getJob", "a job in review", "GET", JOB_PATH),
                        200,
                        RestExamples.jobInReview(),
                        "in_review"),
                good(
                        "job update " + JOB + " --title Add_--json_to_export",
                        asks("updateJob", "a queued job", "PATCH", JOB_PATH)
                                .header("If-Match", "*", "\\*")
                                .sending("{\"title\": \"Add --json to export\"}"),
                        200,
                        RestExamples.queuedJob(),
                        "Add --json to export"),
                good(
                        "job cancel " + JOB + " --reason No_longer_needed",
                        asks("cancelJob", "a queued job", "POST", JOB_PATH + "/cancel")
                                .sending("{\"reason\": \"No longer needed\"}"),
                        202,
                        RestExamples.cancelledJob(),
                        "cancelled"),
                good(
                        "job workflow " + JOB,
                        asks("getJobWorkflow", "a job in review", "GET", JOB_PATH + "/workflow"),
                        200,
                        RestExamples.workflow(),
                        "job-" + JOB),
                good(
                        "job timeline " + JOB,
                        asks("getJobTimeline", "a queued job", "GET", JOB_PATH + "/timeline")
                                .query("afterNumber", "0")
                                .query("limit", "1000"),
                        200,
                        RestExamples.wholeTimeline(),
                        "Queued in backlog."),
                good(
                        "job retry " + JOB + " --prompt Add_the_flag_to_the_export_command_alone.",
                        asks("retryJob", "a failed job", "POST", JOB_PATH + "/retry")
                                .sending("{\"prompt\": \"Add the flag to the export command alone.\"}"),
                        202,
                        RestExamples.retriedJob(),
                        "queued"),
                good(
                        "job rework " + JOB + " --comment-on src/export.py:12 Keep_the_old_default.",
                        asks("reworkJob", "a job in review", "POST", JOB_PATH + "/rework")
                                .sending("""
                                {"comments": [{"file": "src/export.py", "line": 12, "text": "Keep the old default."}]}
                                """),
                        202,
                        RestExamples.reworkedJob(),
                        "queued"),
                good(
                        "job complete " + JOB,
                        asks("completeJob", "a job in review", "POST", JOB_PATH + "/complete"),
                        200,
                        RestExamples.finishedJob("completed"),
                        "completed"),
                good(
                        "job archive " + JOB,
                        asks("archiveJob", "a failed job", "POST", JOB_PATH + "/archive"),
                        200,
                        RestExamples.finishedJob("archived"),
                        "archived"),
                good(
                        "job hint " + JOB + " Use_the_database_in_compose.yaml.",
                        asks("createHint", "a running job", "POST", JOB_PATH + "/hints")
                                .sending("{\"text\": \"Use the database in compose.yaml.\"}"),
                        202,
                        RestExamples.hint(),
                        "0198f0c8-4444-7a52-9c3b-5d8f6e1a2b3c"),
                good(
                        "job attempts " + JOB,
                        asks("listJobAttempts", "a failed job", "GET", JOB_PATH + "/attempts")
                                .query("limit", "100"),
                        200,
                        RestExamples.attempts(),
                        "build-box-1"),
                good(
                        "job revisions " + JOB,
                        asks("listJobRevisions", "a job that was sent back", "GET", JOB_PATH + "/revisions")
                                .query("limit", "100"),
                        200,
                        RestExamples.revisions(),
                        "Keep the old default."),
                good(
                        "job explain " + JOB,
                        asks("getJobScheduling", "a queued job in a paused queue", "GET", JOB_PATH + "/scheduling"),
                        200,
                        RestExamples.scheduling(),
                        "Release freeze"));
    }

    private static List<Good> queues() {
        return List.of(
                good(
                        "queue status",
                        asks("listQueues", "a queued job", "GET", ORGANIZATION_PATH + "/queues"),
                        200,
                        RestExamples.queues(),
                        "rework"),
                good(
                        "queue status backlog",
                        asks("getQueue", "a queued and a running job", "GET", BACKLOG)
                                .query("limit", "200"),
                        200,
                        RestExamples.queue(),
                        "build-box-1"),
                good(
                        "queue pause backlog --note Release_freeze --for 2h",
                        asks("pauseQueue", "a queued job", "POST", BACKLOG + "/pause")
                                .sending("{\"note\": \"Release freeze\", \"forSeconds\": 7200}"),
                        200,
                        RestExamples.pausedQueue(),
                        "Release freeze"),
                good(
                        "queue resume backlog",
                        asks("resumeQueue", "a queued job in a paused queue", "POST", BACKLOG + "/resume"),
                        200,
                        RestExamples.resumedQueue(),
                        "backlog"),
                good(
                                "queue move " + JOB + " --head",
                                asks("moveJob", "a queued job", "POST", BACKLOG + "/move")
                                        .header("If-Match", "*", "\\*")
                                        .sending("{\"jobId\": \"" + JOB + "\", \"to\": \"head\"}", "$.jobId", "jobId"),
                                200,
                                RestExamples.movedJob(),
                                "position  1")
                        .also(asks("getJob", "a queued job", "GET", JOB_PATH).answers(200, RestExamples.queuedJob())));
    }

    private static List<Good> agents() {
        String online = "an online agent";
        return List.of(
                good(
                        "agent list",
                        asks("listAgents", online, "GET", ORGANIZATION_PATH + "/agents")
                                .query("limit", "100"),
                        200,
                        RestExamples.agents(),
                        "build-box-1"),
                good(
                        "agent get " + AGENT,
                        asks("getAgent", online, "GET", AGENT_PATH),
                        200,
                        RestExamples.agent(),
                        "build-box-1"),
                good(
                        "agent rename " + AGENT + " build-box-2",
                        asks("updateAgent", online, "PATCH", AGENT_PATH).sending("{\"name\": \"build-box-2\"}"),
                        200,
                        RestExamples.renamedAgent(),
                        "build-box-2"),
                good(
                        "agent drain " + AGENT + " --reason disk_is_full",
                        asks("drainAgent", online, "POST", AGENT_PATH + "/drain")
                                .sending("{\"reason\": \"disk is full\"}"),
                        200,
                        RestExamples.drainedAgent(),
                        "disk is full"),
                good(
                        "agent resume " + AGENT,
                        asks("resumeAgent", "a drained agent", "POST", AGENT_PATH + "/resume"),
                        200,
                        RestExamples.agent(),
                        "online"),
                good(
                        "agent revoke " + AGENT,
                        asks("revokeAgentCredential", online, "DELETE", AGENT_PATH + "/credential"),
                        200,
                        RestExamples.revokedAgent(),
                        "revoked"),
                good(
                        "agent remove " + AGENT,
                        asks("removeAgent", online, "DELETE", AGENT_PATH).query("force", "false"),
                        200,
                        RestExamples.removedAgent(),
                        "removed"),
                good(
                        "agent enrol-token --expires-in 1h --max-uses 2",
                        asks(
                                        "createEnrolmentToken",
                                        "an organization and its owner",
                                        "POST",
                                        ORGANIZATION_PATH + "/enrolment-tokens")
                                .sending("{\"expiresInSeconds\": 3600, \"maxUses\": 2}"),
                        201,
                        RestExamples.enrolmentToken(),
                        "sia_en_"),
                good(
                        "agent enrol-token list",
                        asks(
                                        "listEnrolmentTokens",
                                        "an enrolment token that one agent has used",
                                        "GET",
                                        ORGANIZATION_PATH + "/enrolment-tokens")
                                .query("limit", "100"),
                        200,
                        RestExamples.enrolmentTokens(),
                        RestCalls.TOKEN.toString()),
                good(
                        "agent enrol-token revoke " + RestCalls.TOKEN,
                        asks(
                                "revokeEnrolmentToken",
                                "an enrolment token that one agent has used",
                                "DELETE",
                                ORGANIZATION_PATH + "/enrolment-tokens/${tokenId}"),
                        200,
                        RestExamples.revokedEnrolmentToken(),
                        RestCalls.TOKEN.toString()));
    }

    private static List<Good> keys() {
        return List.of(
                good(
                        "key create --name nightly_build --scope jobs:read,jobs:write --expires-in 90d",
                        asks("createApiKey", "an organization and its owner", "POST", ORGANIZATION_PATH + "/api-keys")
                                .sending("""
                                        {"name": "nightly build", "scopes": ["jobs:read", "jobs:write"],
                                         "expiresInSeconds": 7776000}
                                        """),
                        201,
                        RestExamples.createdKey(),
                        "sia_sk_"),
                good(
                        "key list",
                        asks("listApiKeys", "an API key", "GET", ORGANIZATION_PATH + "/api-keys")
                                .query("limit", "100"),
                        200,
                        RestExamples.keys(),
                        "nightly build"),
                good(
                        "key revoke " + RestCalls.KEY,
                        asks("revokeApiKey", "an API key", "DELETE", ORGANIZATION_PATH + "/api-keys/${keyId}"),
                        200,
                        RestExamples.revokedKey(),
                        "nightly build"));
    }

    @TestFactory
    Stream<DynamicTest> printsForPeopleAndForPrograms() {
        return Stream.of(organizations(), jobs(), queues(), agents(), keys())
                .flatMap(List::stream)
                .map(good -> dynamicTest(good.line(), () -> prints(good)));
    }

    private static void prints(Good good) {
        PACT.play(good.interactions(), url -> {
            Outcome people = run(url, good.arguments());
            assertThat(people.code()).as(people.err()).isZero();
            assertThat(people.out()).contains(good.shown());
            Outcome programs = run(
                    url,
                    Stream.concat(Stream.of(good.arguments()), Stream.of("-o", "json"))
                            .toArray(String[]::new));
            assertThat(programs.code()).as(programs.err()).isZero();
            assertThat(tree(programs.out()))
                    .isEqualTo(tree(good.document().body().valueAsString()));
        });
    }

    private static JsonNode tree(String json) throws Exception {
        return new JsonMapper().readTree(json);
    }

    @Test
    void printsTheLogOfAJob() {
        RestInteraction log = asks("listJobLogs", "a running job", "GET", JOB_PATH + "/logs")
                .query("attempt", "1")
                .query("afterSeq", "1")
                .query("limit", "5000")
                .answers(200, RestExamples.logPage());
        PACT.play(List.of(runningJob(), log), url -> {
            Outcome people = run(url, "job", "logs", JOB, "--after-seq", "1");
            assertThat(people.code()).as(people.err()).isZero();
            assertThat(people.out()).contains("line 2").contains("line 3");
            Outcome programs = run(url, "job", "logs", JOB, "--after-seq", "1", "-o", "json");
            assertThat(programs.out().lines().map(line -> line.replace(" ", "")))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("\"seq\":", "\"text\":"));
        });
    }

    private static RestInteraction runningJob() {
        return asks("getJob", "a running job", "GET", JOB_PATH).answers(200, RestExamples.runningJob());
    }

    @Test
    void downloadsTheLogOfAJob() {
        RestInteraction log = asks("downloadJobLog", "a running job", "GET", JOB_PATH + "/logs/download")
                .header("Accept", "text/plain", "text/plain")
                .query("attempt", "1")
                .answersText(
                        "text/plain",
                        "2026-11-23T09:30:01.204Z stdout generate line 1\n",
                        "(\\S+Z stdout generate line [1-3]\\n)+");
        PACT.play(List.of(runningJob(), log), url -> {
            Outcome outcome = run(url, "job", "logs", JOB, "--download", "-");
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.out()).isEqualTo("2026-11-23T09:30:01.204Z stdout generate line 1\n");
        });
    }

    /** A command that is refused: it says why on standard error and nothing on standard output, and ends with a code. */
    private static void ends(int exitCode, String more, List<RestInteraction> interactions, String... arguments) {
        PACT.play(interactions, url -> {
            Outcome outcome = run(url, arguments);
            assertThat(outcome.err()).isEqualTo("sia: " + more);
            assertThat(outcome.code()).isEqualTo(exitCode);
            assertThat(outcome.out()).isEmpty();
        });
    }

    private static final String WHAT = "What happened and what to do about it.\n";

    private static void refused(int status, int exitCode, String operation, String more, String... arguments) {
        Refusal refusal = Refusal.ALL.stream()
                .filter(it -> it.status() == status)
                .findFirst()
                .orElseThrow();
        ends(exitCode, WHAT + more, List.of(refusal.of(RestCalls.of(operation))), arguments);
    }

    @Test
    void endsWith3WithoutAGoodToken() {
        refused(401, 3, "getJob", "", "job", "get", JOB);
    }

    @Test
    void endsWith3WhenItIsNotAllowed() {
        refused(403, 3, "revokeAgentCredential", "", "agent", "revoke", AGENT);
    }

    @Test
    void endsWith4WhenThereIsNoSuchThing() {
        refused(404, 4, "getJob", "", "job", "get", JOB);
    }

    @Test
    void endsWith6WhenItAsksTooOften() {
        refused(429, 6, "listQueues", "", "queue", "status");
    }

    @Test
    void endsWith1WhenTheServerFails() {
        refused(
                500,
                1,
                "listAgents",
                "The server's log has it as 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c.\n",
                "agent",
                "list");
    }

    @Test
    void endsWith6WhenTheServerLacksItsDatabase() {
        refused(
                503,
                6,
                "getJobScheduling",
                "The server's log has it as 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c.\n",
                "job",
                "explain",
                JOB);
    }

    @Test
    void endsWith5WhenTheStateIsAnother() {
        ends(
                5,
                WHAT,
                List.of(asks("cancelJob", "a job in review", "POST", JOB_PATH + "/cancel")
                        .sending("{}")
                        .refuses(409, "illegal_transition", "Not now", ", \"currentStatus\": \"in_review\"")),
                "job",
                "cancel",
                JOB);
    }

    @Test
    void endsWith5WhenSomebodyWasFaster() {
        ends(
                5,
                WHAT,
                List.of(asks("updateJob", "a queued job that has changed", "PATCH", JOB_PATH)
                        .given("a queued job")
                        .header("If-Match", "\"999\"", "\"999\"")
                        .sending("{\"title\": \"Other\"}")
                        .refuses(412, "precondition_failed", "Changed", ", \"currentEtag\": \"\\\"1\\\"\"")),
                "job",
                "update",
                JOB,
                "--title",
                "Other",
                "--if-match",
                "999");
    }

    @Test
    void endsWith2WhenAValueIsNotValid() {
        ends(
                2,
                "The request is not valid: /text must be something else.\n",
                List.of(asks("createHint", RestStates.OWNER_OF_NOTHING, "POST", JOB_PATH + "/hints")
                        .sending("{\"text\": \"\"}")
                        .refusesValue("body", "/text")),
                "job",
                "hint",
                JOB,
                "");
    }
}
