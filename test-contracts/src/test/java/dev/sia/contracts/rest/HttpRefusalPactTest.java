package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.contracts.pact.RestOperation;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

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

    private static void expect(int status, String code, RestInteraction interaction) {
        PACT.play(interaction, url -> {
            HttpResponse<String> answer = interaction.send(url);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            JsonNode problem = new JsonMapper().readTree(answer.body());
            assertThat(problem.path("code").asText()).isEqualTo(code);
            assertThat(problem.path("status").asInt()).isEqualTo(status);
            assertThat(problem.path("requestId").asText()).isNotEmpty();
        });
    }

    private static Stream<RestCall> declaring(int status) {
        return RestCalls.ALL.stream().filter(call -> call.operation().statuses().contains(status));
    }

    /** Those that the SDK has are in its own pact. */
    @TestFactory
    Stream<DynamicTest> refusesWhatTheSdkDoesNotHave() {
        return Refusal.ALL.stream()
                .flatMap(refusal -> declaring(refusal.status())
                        .filter(call -> call.sdk() == null)
                        .map(call -> dynamicTest(
                                call.operation().id() + " " + refusal.status(),
                                () -> expect(refusal.status(), refusal.code(), notThere(refusal, call)))));
    }

    /** What belongs to no organization is not there under another name. */
    private static RestInteraction notThere(Refusal refusal, RestCall call) {
        if (refusal.status() == 404 && !call.operation().ofOrganization()) {
            String path = call.path().replaceFirst("/[^/]+$", "/other");
            return call.begin(refusal.why(), "", path).refuses(404, refusal.code(), refusal.title(), "");
        }
        return refusal.of(call);
    }

    @TestFactory
    Stream<DynamicTest> refusesAnIdThatIsNone() {
        return declaring(400)
                .filter(call -> call.operation().ofOrganization())
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                400,
                                "validation_failed",
                                call.rest()
                                        .apply(call.begin(
                                                "in an organization whose id is none",
                                                RestStates.OWNER_OF_NOTHING,
                                                call.pathInOrganization("not-an-id")))
                                        .refusesValue("path", "/organizationId"))));
    }

    @TestFactory
    Stream<DynamicTest> refusesAQueryParameterThatItDoesNotHave() {
        return declaring(400)
                .filter(call -> !call.operation().ofOrganization())
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                400,
                                "validation_failed",
                                call.interaction("with a query parameter that it does not have", RestStates.OWNER_OF_NOTHING)
                                        .query("nothing", "1")
                                        .refusesValue("query", "/nothing"))));
    }

    @TestFactory
    Stream<DynamicTest> refusesABodyThatIsNoObject() {
        return RestCalls.ALL.stream()
                .filter(call -> call.operation().takesBody())
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                400,
                                "validation_failed",
                                call.interaction("with a body that is no object", RestStates.OWNER_OF_NOTHING)
                                        .sendingText("application/json", "[]")
                                        .refusesValue("body", ""))));
    }

    @TestFactory
    Stream<DynamicTest> refusesToAnswerInAnUnknownForm() {
        return declaring(406)
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                406,
                                "not_acceptable",
                                call.interaction("in a form that nobody knows", RestStates.OWNER_OF_NOTHING)
                                        .header("Accept", UNKNOWN_MEDIA_TYPE, UNKNOWN_MEDIA_TYPE)
                                        .refuses(406, "not_acceptable", "Not acceptable", ""))));
    }

    @TestFactory
    Stream<DynamicTest> refusesABodyThatIsTooLarge() {
        String body = "{\"filler\": \"" + "x".repeat(1024) + "\"}";
        return declaring(413)
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                413,
                                "payload_too_large",
                                call.interaction("with a body that is too large", RestStates.SMALL_BODIES)
                                        .sendingText("application/json", body)
                                        .refuses(413, "payload_too_large", "Body too large", ""))));
    }

    @TestFactory
    Stream<DynamicTest> refusesABodyThatIsText() {
        return declaring(415)
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                415,
                                "unsupported_media_type",
                                call.interaction("with a body that is text", RestStates.OWNER_OF_NOTHING)
                                        .sendingText("text/plain", "Please.")
                                        .refuses(415, "unsupported_media_type", "Unsupported media type", ""))));
    }

    @TestFactory
    Stream<DynamicTest> refusesAChangeOfWhatWasNotRead() {
        List<RestCall> calls = declaring(428).toList();
        assertThat(calls).isNotEmpty();
        return calls.stream()
                .map(call -> dynamicTest(
                        call.operation().id(),
                        () -> expect(
                                428,
                                "precondition_required",
                                call.interaction("without If-Match", RestStates.OWNER_OF_NOTHING)
                                        .without("If-Match")
                                        .refuses(428, "precondition_required", "If-Match is required", ""))));
    }
}
