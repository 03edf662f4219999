package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody without an account needs who wants to read the contracts. */
class ReaderPactTest {
    static final String CONSUMER = "contract-reader";

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(CONSUMER);

    private static HttpResponse<String> get(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void listContracts() {
        PACT.play(
                RestInteraction.of("listContracts", "every file of the contracts")
                        .whenAnybody("GET", "/v1/contracts")
                        .answers(200, RestExamples.contracts()),
                url -> {
                    JsonNode list =
                            new JsonMapper().readTree(get(url + "/v1/contracts").body());
                    assertThat(list.at("/items/0/path").asText()).isEqualTo("openapi/sia.yaml");
                });
    }

    @Test
    void getContract() {
        PACT.play(
                RestInteraction.of("getContract", "the REST contract")
                        .whenAnybody("GET", "/v1/contracts/openapi/sia.yaml")
                        .answersText("application/yaml", "openapi: 3.0.3\n", "(?s)openapi: 3\\.0\\.3\\n.*"),
                url -> assertThat(get(url + "/v1/contracts/openapi/sia.yaml").body())
                        .startsWith("openapi: 3.0.3"));
    }

    @Test
    void getContractOfTheAgents() {
        PACT.play(
                RestInteraction.of("getContract", "the contract of the agents")
                        .whenAnybody("GET", "/v1/contracts/proto/agent.proto")
                        .answersText("text/plain", "syntax = \"proto3\";\n", "(?s).*syntax = \"proto3\";\\n.*"),
                url -> assertThat(get(url + "/v1/contracts/proto/agent.proto").body())
                        .contains("proto3"));
    }

    @Test
    void getContractThatIsNotThere() {
        PACT.play(
                RestInteraction.of("getContract", "a file that is no contract")
                        .whenAnybody("GET", "/v1/contracts/openapi/other.yaml")
                        .refuses(404, "not_found", "Not found", ""),
                url -> assertThat(get(url + "/v1/contracts/openapi/other.yaml").statusCode())
                        .isEqualTo(404));
    }

    @Test
    void getDocs() {
        PACT.play(
                RestInteraction.of("getDocs", "the docs page")
                        .whenAnybody("GET", "/docs")
                        .answersText("text/html", "<!doctype html>", "(?is)\\s*<!doctype html>.*"),
                url -> assertThat(get(url + "/docs").body()).isNotEmpty());
    }

    @Test
    void getDocsAsset() {
        PACT.play(
                RestInteraction.of("getDocsAsset", "the style of the docs page")
                        .whenAnybody("GET", "/docs/swagger-ui.css")
                        .answersText("text/css", ".swagger-ui{}", "(?s).*\\.swagger-ui.*"),
                url -> assertThat(get(url + "/docs/swagger-ui.css").body()).contains("swagger-ui"));
    }
}
