package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.contracts.pact.RestOperation;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What any client has to reckon with that is written by hand: requests that the SDK cannot make, and operations it has not. */
class HttpRefusalPactTest {
    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact("any-http-client");

    /** Nothing that any operation answers with. */
    private static final String UNKNOWN_MEDIA_TYPE = "application/x-nothing";

    @Test
    void everyOperationHasARow() {
        assertThat(RestCalls.ALL.stream().map(call -> call.operation().id()))
                .as("rows in RestCalls.ALL")
                .containsExactlyInAnyOrderElementsOf(
                        RestOperation.all().stream().map(RestOperation::id).collect(Collectors.toList()));
    }

    /** All at once: to start a mock server takes longer than everything else. */
    private static void expect(
            int status, String code, Stream<RestCall> calls, Function<RestCall, RestInteraction> refused) {
        List<RestInteraction> interactions = calls.map(refused).toList();
        assertThat(interactions).as("operations that declare %d", status).isNotEmpty();
        PACT.play(interactions, url -> {
            try (HttpClient client = HttpClient.newHttpClient()) {
                for (RestInteraction interaction : interactions) {
                    HttpResponse<String> answer = interaction.send(client, url);
                    assertThat(answer.statusCode()).as(interaction.toString()).isEqualTo(status);
                    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                            .startsWith("application/problem+json");
                    JsonNode problem = new JsonMapper().readTree(answer.body());
                    assertThat(problem.path("code").asText()).isEqualTo(code);
                    assertThat(problem.path("status").asInt()).isEqualTo(status);
                    assertThat(problem.path("requestId").asText()).isNotEmpty();
                }
            }
        });
    }

    private static Stream<RestCall> declaring(int status) {
        return RestCalls.ALL.stream().filter(call -> call.operation().statuses().contains(status));
    }

    /** Those that the SDK has are in its own pact. */
    @ParameterizedTest
    @FieldSource("dev.sia.contracts.rest.Refusal#ALL")
    void refusesWhatTheSdkDoesNotHave(Refusal refusal) {
        List<RestCall> calls =
                declaring(refusal.status()).filter(call -> call.sdk() == null).toList();
        if (!calls.isEmpty()) {
            expect(refusal.status(), refusal.code(), calls.stream(), call -> notThere(refusal, call));
        }
    }

    /** What belongs to no organization is not there under another name. */
    private static RestInteraction notThere(Refusal refusal, RestCall call) {
        if (refusal.status() == 404 && !call.operation().ofOrganization()) {
            String path = call.path().replaceFirst("/[^/]+$", "/other");
            return call.begin(refusal.why(), "", path).refuses(404, refusal.code(), refusal.title(), "");
        }
        return refusal.of(call);
    }

    @Test
    void refusesAnIdThatIsNone() {
        expect(
                400,
                "validation_failed",
                declaring(400).filter(call -> call.operation().ofOrganization()),
                call -> call.rest()
                        .apply(call.begin(
                                "in an organization whose id is none",
                                RestStates.OWNER_OF_NOTHING,
                                call.pathInOrganization("not-an-id")))
                        .refusesValue("path", "/organizationId"));
    }

    @Test
    void refusesAQueryParameterThatItDoesNotHave() {
        expect(
                400,
                "validation_failed",
                declaring(400).filter(call -> !call.operation().ofOrganization()),
                call -> call.interaction("with a query parameter that it does not have", RestStates.OWNER_OF_NOTHING)
                        .query("nothing", "1")
                        .refusesValue("query", "/nothing"));
    }

    @Test
    void refusesABodyThatIsNoObject() {
        expect(
                400,
                "validation_failed",
                RestCalls.ALL.stream().filter(call -> call.operation().takesBody()),
                call -> call.interaction("with a body that is no object", RestStates.OWNER_OF_NOTHING)
                        .sendingText("application/json", "[]")
                        .refusesValue("body", ""));
    }

    @Test
    void refusesToAnswerInAnUnknownForm() {
        expect(
                406,
                "not_acceptable",
                declaring(406),
                call -> call.interaction("in a form that nobody knows", RestStates.OWNER_OF_NOTHING)
                        .header("Accept", UNKNOWN_MEDIA_TYPE, UNKNOWN_MEDIA_TYPE)
                        .refuses(406, "not_acceptable", "Not acceptable", ""));
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String body = "{\"filler\": \"" + "x".repeat(1024) + "\"}";
        expect(
                413,
                "payload_too_large",
                declaring(413),
                call -> call.interaction("with a body that is too large", RestStates.SMALL_BODIES)
                        .sendingText("application/json", body)
                        .refuses(413, "payload_too_large", "Body too large", ""));
    }

    @Test
    void refusesABodyThatIsText() {
        expect(
                415,
                "unsupported_media_type",
                declaring(415),
                call -> call.interaction("with a body that is text", RestStates.OWNER_OF_NOTHING)
                        .sendingText("text/plain", "Please.")
                        .refuses(415, "unsupported_media_type", "Unsupported media type", ""));
    }

    @Test
    void refusesAChangeOfWhatWasNotRead() {
        expect(
                428,
                "precondition_required",
                declaring(428),
                call -> call.interaction("without If-Match", RestStates.OWNER_OF_NOTHING)
                        .without("If-Match")
                        .refuses(428, "precondition_required", "If-Match is required", ""));
    }
}
