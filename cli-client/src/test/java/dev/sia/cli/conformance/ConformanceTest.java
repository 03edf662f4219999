package dev.sia.cli.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import dev.sia.cli.conformance.agent.AgentStarter;
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
    private static final String REFERENCE = "exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.sia.cli.Main agent run"
            + " --server-grpc \"$SIA_SERVER_GRPC\" --state-dir \"$SIA_STATE_DIR\" --name \"$SIA_AGENT_NAME\""
            + " --enrolment-token-file \"$SIA_ENROLMENT_TOKEN_FILE\" --generate 'sh -c \"$SIA_PROMPT\"'";

    /** Flawed agents mostly wait, so they all do at once. */
    private static final int AT_ONCE = 9;

    private static final Map<Flaw, Future<Report>> REPORTS = new EnumMap<>(Flaw.class);
    private static ExecutorService threads;

    @TempDir
    private Path home;

    @BeforeAll
    static void tryTheFlawed() {
        threads = Executors.newFixedThreadPool(AT_ONCE);
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
    void findsNothingInAnAgentWithoutFlaws() throws Exception {
        Report report = run(FakeAgent.starter(), 6, List.of(Rule.values()));
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
    void theReferenceAgentKeepsToAllRules() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = REFERENCE.formatted(java, System.getProperty("java.class.path"));
        requireAllPass("sh", "-c", command);
    }

    /** Runs where {@code npm ci} was done in the example's directory, as .ci/run does. */
    @Test
    void theExampleInJavaScriptKeepsToAllRules() throws Exception {
        Path example = Path.of("..", "examples", "agent-node").toAbsolutePath().normalize();
        assumeThat(example.resolve("node_modules")).isDirectory();
        requireAllPass("node", example.resolve("agent.js").toString());
    }

    private void requireAllPass(String... command) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("agent", "conformance", "--parallel", "4", "-o", "json", "--"));
        arguments.addAll(List.of(command));
        Outcome outcome = new TestCli(home).run(arguments.toArray(String[]::new));
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertThat(report.get("rules"))
                .allSatisfy(rule ->
                        assertThat(rule.get("verdict").asText()).as("%s", rule).isEqualTo("pass"));
        assertThat(report.get("passed").asInt()).isEqualTo(Rule.values().length);
        assertThat(report.get("failed").asInt()).isZero();
        assertThat(outcome.code()).isZero();
    }

    private static Report run(AgentStarter starter, int parallel, List<Rule> rules)
            throws IOException, InterruptedException {
        InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
        return new Kit(starter, anywhere, Duration.ofSeconds(8), parallel, _ -> {}).run(rules);
    }
}
