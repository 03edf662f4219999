package dev.sia.cli.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import dev.sia.cli.conformance.agent.AgentStarter;
import dev.sia.cli.conformance.agent.CommandAgent;
import dev.sia.cli.conformance.rule.Rule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConformanceTest {
    /** The reference agent, as its users start it, only without waiting for a compiler. */
    private static final String REFERENCE =
            "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.sia.cli.Main agent run"
                    + " --server-grpc \"$SIA_SERVER_GRPC\" --state-dir \"$SIA_STATE_DIR\" --name \"$SIA_AGENT_NAME\""
                    + " --enrolment-token-file \"$SIA_ENROLMENT_TOKEN_FILE\" --generate 'sh -c \"$SIA_PROMPT\"'";

    /** Agents in this process mostly wait, so many do at once; but those that begin have to get along with each other. */
    private static final int FLAWED_AT_ONCE = 8;

    private static final int GOOD_AT_ONCE = 4;
    /** A busy machine may take its time to begin with anything at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** These try what starts and ends a process, the others what is in between. */
    private static final String PROCESS_RULES = "enrol-once,version-mismatch,leave,revoked";

    private static final Path EXAMPLE =
            Path.of("..", "examples", "agent-node", "agent.js").toAbsolutePath().normalize();

    private static final Map<Flaw, Future<Report>> REPORTS = new EnumMap<>(Flaw.class);
    private static ExecutorService threads;
    private static Future<Report> flawless;
    private static Future<Report> reference;

    @TempDir
    private Path home;

    /** Those in this process begin together, and the tests wait for them. */
    @BeforeAll
    static void tryAll() {
        threads = Executors.newFixedThreadPool(FLAWED_AT_ONCE + 2);
        reference = threads.submit(() -> run(ReferenceAgent.starter(), GOOD_AT_ONCE, List.of(Rule.values())));
        flawless = threads.submit(() -> run(FakeAgent.starter(), GOOD_AT_ONCE, List.of(Rule.values())));
        for (Flaw flaw : Flaw.values()) {
            REPORTS.put(flaw, threads.submit(() -> run(FakeAgent.starter(flaw), 1, List.of(flaw.rule))));
        }
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheFlaw(Flaw flaw) throws Exception {
        Report report = requireNonNull(REPORTS.get(flaw)).get();
        assertThat(report.failed()).as("%s", report).isEqualTo(1);
        assertThat(report.rules()).singleElement().satisfies(verdict -> {
            assertThat(verdict.rule()).isEqualTo(flaw.rule.id());
            assertThat(verdict.reason()).isNotBlank();
            assertThat(verdict.frame()).startsWith("#");
        });
    }

    @Test
    void aFloodIsCutOffAndItsSizeSaid() throws Exception {
        Report report = requireNonNull(REPORTS.get(Flaw.FLOODS)).get();
        assertThat(report.rules().getFirst().reason())
                .matches(
                        "flood: more than 5,000 frames and calls, or 32 MiB of them \\(1\\d\\d and 32\\.\\d MiB\\), in .* s");
    }

    @Test
    void findsNothingInAnAgentWithoutFlaws() throws Exception {
        requireAllPass(flawless.get());
    }

    @Test
    void theReferenceAgentKeepsToAllRules() throws Exception {
        requireAllPass(reference.get());
    }

    private static void requireAllPass(Report report) {
        assertThat(report.rules())
                .allSatisfy(verdict ->
                        assertThat(verdict.reason()).as("%s", verdict).isNull());
        assertThat(report.passed()).isEqualTo(Rule.values().length);
    }

    @Test
    void everyRuleHasAFlawThatBreaksIt() {
        assertThat(Arrays.stream(Flaw.values()).map(flaw -> flaw.rule)).contains(Rule.values());
    }

    @Test
    void theReferenceAgentAsItsUsersStartItKeepsToTheRulesOfProcesses() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = REFERENCE.formatted(java, System.getProperty("java.class.path"));
        requirePasses(4, "--parallel", "2", "--only", PROCESS_RULES, "--", "sh", "-c", command);
    }

    /** The build has installed its packages. */
    @Test
    void theExampleInJavaScriptKeepsToAllRules() throws Exception {
        AgentStarter node = CommandAgent.starter(List.of("node", EXAMPLE.toString()));
        requireAllPass(run(node, GOOD_AT_ONCE, List.of(Rule.values()), PATIENCE.multipliedBy(2)));
    }

    private void requirePasses(int rules, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "conformance", "-o", "json"));
        arguments.addAll(List.of(options));
        Outcome outcome = new TestCli(home).run(arguments.toArray(String[]::new));
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertThat(report.get("rules"))
                .allSatisfy(rule ->
                        assertThat(rule.get("verdict").asText()).as("%s", rule).isEqualTo("pass"));
        assertThat(report.get("passed").asInt()).isEqualTo(rules);
        assertThat(report.get("failed").asInt()).isZero();
        assertThat(outcome.code()).isZero();
    }

    private static Report run(AgentStarter starter, int parallel, List<Rule> rules)
            throws IOException, InterruptedException {
        return run(starter, parallel, rules, PATIENCE);
    }

    private static Report run(AgentStarter starter, int parallel, List<Rule> rules, Duration patience)
            throws IOException, InterruptedException {
        InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
        return new Kit(starter, anywhere, patience, parallel, _ -> {}).run(rules);
    }
}
