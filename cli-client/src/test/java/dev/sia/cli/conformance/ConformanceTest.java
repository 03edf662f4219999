package dev.sia.cli.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

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
    private static final String REFERENCE = "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.sia.cli.Main agent run"
            + " --server-grpc \"$SIA_SERVER_GRPC\" --state-dir \"$SIA_STATE_DIR\" --name \"$SIA_AGENT_NAME\""
            + " --enrolment-token-file \"$SIA_ENROLMENT_TOKEN_FILE\" --generate 'sh -c \"$SIA_PROMPT\"'";

    /** Flawed agents mostly wait, so many do at once. */
    private static final int FLAWED_AT_ONCE = 16;
    /** A busy machine may take its time to begin with anything at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Each is a process that has to start. */
    private static final String REAL_AT_ONCE = "8";

    private static final Map<Flaw, Future<Report>> REPORTS = new EnumMap<>(Flaw.class);
    private static ExecutorService threads;
    private static Future<Report> flawless;

    @TempDir
    private Path home;

    /** Those in this process wait besides the tests that wait for others. */
    @BeforeAll
    static void tryThoseInThisProcess() {
        threads = Executors.newFixedThreadPool(FLAWED_AT_ONCE);
        flawless = threads.submit(() -> run(FakeAgent.starter(), FLAWED_AT_ONCE, List.of(Rule.values())));
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
                .matches("flood: more than 10,000 frames and calls, or 32 MiB of them \\(10,001 and 0\\.\\d MiB\\), in .* s");
    }

    @Test
    void findsNothingInAnAgentWithoutFlaws() throws Exception {
        Report report = flawless.get();
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

    /** The build has installed its packages. */
    @Test
    void theExampleInJavaScriptKeepsToAllRules() throws Exception {
        Path example = Path.of("..", "examples", "agent-node").toAbsolutePath().normalize();
        requireAllPass("node", example.resolve("agent.js").toString());
    }

    private void requireAllPass(String... command) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("agent", "conformance", "--parallel", REAL_AT_ONCE, "-o", "json", "--"));
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
        return new Kit(starter, anywhere, PATIENCE, parallel, _ -> {}).run(rules);
    }
}
