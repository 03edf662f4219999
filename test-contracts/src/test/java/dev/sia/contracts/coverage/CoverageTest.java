package dev.sia.contracts.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.core.model.HttpRequest;
import au.com.dius.pact.core.model.HttpResponse;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import dev.sia.contracts.pact.Example;
import dev.sia.contracts.pact.Pacts;
import dev.sia.contracts.pact.RestOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Whether the coverage tells of what is missing. */
class CoverageTest {
    private static final String CONTRACT = """
            paths:
              /v1/things:
                post:
                  operationId: createThing
                  requestBody: {}
                  responses: { '201': {}, '409': {} }
              /v1/things/{thingId}:
                parameters: []
                get:
                  operationId: getThing
                  responses: { '200': {}, '404': {} }
            """;

    @TempDir
    private Path folder;

    private static V4Interaction.SynchronousHttp call(String method, String path, int status) {
        return new V4Interaction.SynchronousHttp(
                method + path + status, List.of(), new HttpRequest(method, path), new HttpResponse(status));
    }

    private Coverage coverage(V4Interaction.SynchronousHttp... calls) {
        Pacts.pact("somebody", Pacts.REST, new ArrayList<>(List.of(calls)))
                .write(folder.toString(), PactSpecVersion.V4);
        return RestCoverage.of(RestOperation.in(new Yaml().load(CONTRACT)), new PactFiles(folder));
    }

    @Test
    void isWholeWhenEveryDeclaredOutcomeIsInAPact() {
        Coverage whole = coverage(
                call("POST", "/v1/things", 201),
                call("POST", "/v1/things", 409),
                call("GET", "/v1/things/7", 200),
                call("GET", "/v1/things/8", 404));
        assertThat(whole.faults()).isEmpty();
        assertThat(whole.percentage()).isEqualTo("4 of 4 (100 %)");
        assertThat(whole.byConsumer()).containsEntry("somebody", 4L);
    }

    @Test
    void namesADeclaredOutcomeThatIsInNoPact() {
        Coverage partial = coverage(
                call("POST", "/v1/things", 201), call("GET", "/v1/things/7", 200), call("GET", "/v1/things/8", 404));
        assertThat(partial.missing()).containsExactly(new Cell("createThing", "409"));
        assertThat(partial.faults())
                .singleElement()
                .asString()
                .contains("createThing 409 is in no pact", "SdkRefusalPactTest");
        assertThat(partial.percentage()).isEqualTo("3 of 4 (75 %)");
        CoverageReport report = new CoverageReport(List.of(partial));
        assertThat(report.text()).contains("201:1 409:MISSING");
        assertThat(report.html()).contains("<td class=\"no\">missing</td>", "title=\"somebody\"");
    }

    @Test
    void readsTheStatusesOfACallInItsComment() {
        assertThat(AgentCallCoverage.declared("""
                        // For all: RESOURCE_EXHAUSTED.
                        service Things {
                          // Makes one.
                          // Errors: ABORTED when ANOTHER_THING comes; INVALID_ARGUMENT else.
                          rpc Make(Request) returns (Answer);

                          rpc Take(Request) returns (Answer);
                        }
                        """))
                .containsExactly(new Cell("Make", "ABORTED"), new Cell("Make", "INVALID_ARGUMENT"));
    }

    @Test
    void namesTheCloseAndErrorCodesThatAreInNoPact() {
        List<V4Interaction> ends = List.of(
                told("{\"closeCode\": 1001, \"reason\": \"Later.\"}"),
                told("{\"type\": \"error\", \"code\": \"not_found\"}"),
                told("{\"closeCode\": 4999, \"reason\": \"Why not.\"}"));
        Pacts.pact("somebody", Pacts.LIVE, ends).write(folder.toString(), PactSpecVersion.V4);
        Map<?, ?> contract = new Yaml().load("""
                channels: { live: { x-close-codes: [1001, 4409], x-error-codes: [internal, not_found] } }
                components: { messages: { error: { name: error } } }
                """);
        Coverage partial = LiveEndCoverage.of(contract, new PactFiles(folder));
        assertThat(partial.missing()).containsExactly(new Cell("close", "4409"), new Cell("error", "internal"));
        assertThat(partial.faults())
                .hasSize(3)
                .anyMatch(line -> line.contains("close 4409 is in no pact: add it to LiveRefusals"))
                .anyMatch(line -> line.contains("close 4999 is in a pact, but"));
        assertThat(MessageCoverage.ofLive(contract, new PactFiles(folder)).faults())
                .as("a close is no frame")
                .isEmpty();
    }

    private static V4Interaction told(String json) {
        return Pacts.message(json, new ProviderState("any"), Example.json(json).message("any"));
    }

    @Test
    void namesAnOutcomeThatNoContractDeclares() {
        Coverage more = coverage(call("GET", "/v1/things/7", 418), call("PUT", "/v1/other", 200));
        assertThat(more.undeclared()).containsExactly(new Cell("PUT /v1/other", "200"), new Cell("getThing", "418"));
        assertThat(more.faults()).anyMatch(line -> line.contains("getThing 418 is in a pact, but"));
    }
}
