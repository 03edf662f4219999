package dev.sia.contracts.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.contracts.pact.Pacts;
import dev.sia.contracts.pact.RestOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Whether every outcome of the operations, every frame, every close and error code of live sessions and every status of the agents'
 * calls is in a pact. The report is {@code target/pact-coverage.html}, and .txt. What the agents' contract says of all calls together
 * is not counted.
 */
class PactCoverageIT {
    private static String contract(String path) throws IOException {
        try (InputStream in = PactCoverageIT.class.getResourceAsStream("/contracts/" + path)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void coversTheContracts() throws IOException {
        PactFiles pacts = new PactFiles(Path.of(Pacts.DIRECTORY));
        Map<?, ?> live = new Yaml().load(contract("asyncapi/sia-live.yaml"));
        List<Coverage> surfaces = List.of(
                RestCoverage.of(RestOperation.all(), pacts),
                MessageCoverage.ofAgents(pacts),
                AgentCallCoverage.of(contract("proto/sia/agent/v1/agent.proto"), pacts),
                MessageCoverage.ofLive(live, pacts),
                LiveEndCoverage.of(live, pacts));
        CoverageReport report = new CoverageReport(surfaces);
        Files.writeString(Path.of("target", "pact-coverage.txt"), report.text());
        Files.writeString(Path.of("target", "pact-coverage.html"), report.html());
        System.out.println(report.text());
        assertThat(surfaces)
                .allSatisfy(surface -> assertThat(surface.declared()).isNotEmpty());
        assertThat(surfaces.stream().flatMap(surface -> surface.faults().stream()))
                .isEmpty();
    }
}
