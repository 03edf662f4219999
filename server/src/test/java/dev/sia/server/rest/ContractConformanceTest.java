package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served is what the contract has, no more and no less; and the contracts themselves are served whole. */
class ContractConformanceTest {
    private static final Pattern PATH = Pattern.compile(" {2}(/\\S*):");
    private static final Pattern METHOD = Pattern.compile(" {4}(get|put|post|patch|delete|head|options):");
    private static final Pattern REFERENCE = Pattern.compile("\\$ref: *['\"]?([^'\"#\\s]+)#");

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static TestRest rest;

    @BeforeAll
    static void start(@TempDir Path directory) {
        rest = new TestRest(postgres.database(), directory);
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    @Test
    void servesTheOperationsOfTheContractAndNothingElse() throws IOException {
        Set<String> contracted = contracted();
        assertThat(contracted).hasSizeGreaterThan(10).contains("GET /v1/me");

        assertThat(served()).isEqualTo(contracted);
    }

    private static Set<String> contracted() throws IOException {
        Set<String> operations = new TreeSet<>();
        String path = "";
        for (String line : resource("/contracts/openapi/sia.yaml").lines().toList()) {
            Matcher pathLine = PATH.matcher(line);
            Matcher methodLine = METHOD.matcher(line);
            if (pathLine.matches()) {
                path = pathLine.group(1);
            } else if (methodLine.matches()) {
                operations.add(methodLine.group(1).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        return operations;
    }

    private static Set<String> served() {
        Set<String> operations = new TreeSet<>();
        rest.application.configuration().getClasses().stream()
                .map(Resource::from)
                .filter(Objects::nonNull)
                .forEach(resource -> collect(operations, "", resource));
        return operations;
    }

    private static void collect(Set<String> operations, String parent, Resource resource) {
        String path = (parent + "/" + resource.getPath()).replaceAll("/+", "/");
        for (ResourceMethod method : resource.getResourceMethods()) {
            operations.add(method.getHttpMethod() + " " + path);
        }
        resource.getChildResources().forEach(child -> collect(operations, path, child));
    }

    @Test
    void listsEveryContractFileAndServesItByteForByte() throws Exception {
        JsonNode list = withoutToken("/v1/contracts").json();
        List<String> paths = list.path("items").findValuesAsText("path");

        assertThat(list.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(paths).containsExactlyInAnyOrderElementsOf(contractFiles());
        for (JsonNode file : list.path("items")) {
            TestRest.Answer answer =
                    withoutToken("/v1/contracts/" + file.path("path").asText());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type"))
                    .isEqualTo(file.path("mediaType").asText() + ";charset=utf-8");
            assertThat(sha256(answer.text())).isEqualTo(file.path("sha256").asText());
        }
    }

    private static List<String> contractFiles() throws IOException {
        Path contracts = Path.of("..", "contracts");
        List<String> files = new ArrayList<>(List.of("proto/agent.proto"));
        for (String folder : List.of("openapi", "asyncapi", "schemas")) {
            try (Stream<Path> inFolder = Files.list(contracts.resolve(folder))) {
                inFolder.map(file -> file.getFileName().toString())
                        .filter(file -> !file.startsWith("."))
                        .forEach(file -> files.add(folder + "/" + file));
            }
        }
        return files;
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void referencesBetweenContractsHoldWhereTheyAreServed() {
        for (String contract : List.of("openapi/sia.yaml", "asyncapi/sia-live.yaml", "schemas/job.yaml")) {
            URI base = rest.uri("/v1/contracts/" + contract);
            Matcher references = REFERENCE.matcher(withoutToken(base.getPath()).text());
            Set<URI> targets = new TreeSet<>();
            while (references.find()) {
                targets.add(base.resolve(references.group(1)));
            }
            assertThat(targets)
                    .isNotEmpty()
                    .allSatisfy(
                            target -> assertThat(withoutToken(target.getPath()).status())
                                    .as(target.toString())
                                    .isEqualTo(200));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/rest.html", "/docs/agent.html", "/docs/live.html"})
    void theDocsNeedNothingFromOtherHosts(String address) {
        TestRest.Answer page = withoutToken(address);

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        Set<String> found = new TreeSet<>();
        Pattern.compile("(?:href|src)=\"([^\"#]+)")
                .matcher(page.text())
                .results()
                .forEach(part -> found.add(part.group(1)));
        assertThat(found)
                .hasSizeGreaterThan(6)
                .allSatisfy(part -> assertThat(withoutToken(part).status()).isEqualTo(200));
    }

    @Test
    void ofTheDocsOnlySwaggerUiMayBeKeptForAnHour() {
        TestRest.Answer swaggerUi = withoutToken("/docs/swagger-ui-bundle.js");

        assertThat(swaggerUi.header("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(swaggerUi.header("Cache-Control")).isEqualTo("public, max-age=3600");
        assertThat(withoutToken("/docs/docs.css").header("Cache-Control")).isEqualTo("no-cache");
    }

    private static TestRest.Answer withoutToken(String path) {
        return rest.send(HttpRequest.newBuilder(rest.uri(path)));
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = ContractConformanceTest.class.getResourceAsStream(name)) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
