package dev.sia.contracts.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.GitRepository;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.TestTemporal;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of another site creates a job and watches its log in Chromium, with nothing but the npm package. */
class WebClientIT {
    private static final String WORK =
            "for line in $(seq 1 200); do echo \"line $line\"; done; echo 'print(json)' >> export.py";

    @TempDir
    static Path directory;

    private static ClientPage page;
    private static LocalNode server;
    private static Tenant tenant;

    @BeforeAll
    static void start() throws IOException {
        Browser.assumeThereIsOne();
        page = ClientPage.open();
        Map<String, String> settings = new HashMap<>(TestTemporal.outside());
        settings.put("SIA_ALLOWED_ORIGINS", page.origin());
        server = new LocalNode(TestServer.dataDirectory(), settings);
        tenant = new Tenant(server, UUID.randomUUID());
    }

    @AfterAll
    static void stop() {
        if (tenant != null) {
            tenant.close();
        }
        if (server != null) {
            server.close();
        }
        if (page != null) {
            page.close();
        }
    }

    private static JsonNode submit(String token, String repository) {
        return Browser.run(
                "watch-job",
                Map.of(
                        "page",
                        page.origin(),
                        "fields",
                        Map.of(
                                "server",
                                server.addresses().httpUrl(),
                                "token",
                                token,
                                "organizationId",
                                tenant.organizationId().toString(),
                                "repository",
                                repository,
                                "prompt",
                                "Add a --json flag")));
    }

    @Test
    void createsAJobAndSeesItsWholeLog() throws Exception {
        GitRepository repository = GitRepository.create(directory);
        EmbeddedAgent.Commands commands =
                new EmbeddedAgent.Commands(WORK, "grep -q json export.py && echo 'All tests passed'");
        try (EmbeddedAgent agent = new EmbeddedAgent(
                server.addresses().grpcTarget(), tenant.enrolmentToken(), directory.resolve("state"), commands)) {
            JsonNode seen = submit(tenant.token(Role.MEMBER), repository.url());

            assertThat(seen.path("alert").asText())
                    .as("agent said %s", agent.said())
                    .isEmpty();
            assertThat(seen.path("status").asText()).isEqualTo("in_review");
            assertThat(seen.path("failures")).isEmpty();
            List<JsonNode> lines = seen.path("lines").valueStream().toList();
            assertThat(lines)
                    .extracting(line -> line.path("seq").asInt())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, lines.size()).boxed().toList());
            assertThat(lines)
                    .extracting(line -> line.path("text").asText())
                    .containsSubsequence(IntStream.rangeClosed(1, 200)
                            .mapToObj("line %d"::formatted)
                            .toList())
                    .contains("All tests passed");
        }
    }

    @Test
    void tellsPeopleThatATokenIsNotGood() {
        JsonNode seen = submit("eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl", "/srv/nowhere.git");

        assertThat(seen.path("alert").asText()).startsWith("unauthenticated: ");
        assertThat(seen.path("status").asText()).isEmpty();
        assertThat(seen.path("lines")).isEmpty();
        assertThat(seen.path("failures")).isEmpty();
    }
}
