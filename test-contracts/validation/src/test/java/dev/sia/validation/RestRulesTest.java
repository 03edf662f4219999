package dev.sia.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.validation.Exchange.Answer;
import dev.sia.validation.Exchange.Bytes;
import dev.sia.validation.Exchange.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is right passes, and each thing that is not is told with its place. */
class RestRulesTest {
    private static final RestRules RULES = Contracts.read().rest();
    private static final String ORGANIZATION = "/v1/organizations/1189c444-8a2d-4c41-8b4b-ae43ce79a492";
    private static final String SETTINGS = ORGANIZATION + "/settings";
    private static final String TOKENS = ORGANIZATION + "/enrolment-tokens";
    private static final Map<String, String> OF_JSON = Map.of("Content-Type", "application/json");
    private static final String PROBLEM = """
            {"type":"urn:sia:problem:not_found","title":"Not found","status":404,"code":"not_found","detail":"No.","requestId":"r"}""";

    private static Bytes bytes(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static Map<String, List<String>> headers(Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        return all;
    }

    private static Request get(String path, String query) {
        return new Request("GET", path, query, Map.of(), Bytes.NONE);
    }

    private static Request put(String path, String body) {
        return new Request(
                "PUT", path, "", headers(Map.of("Content-Type", "application/json", "If-Match", "*")), bytes(body));
    }

    private static Answer answer(int status, Map<String, String> headers, String body) {
        return new Answer(status, headers(headers), bytes(body));
    }

    private static Answer settings(String body) {
        return answer(200, OF_JSON, body);
    }

    private static List<String> flaws(Request request, Answer answer) {
        return RULES.flaws(new Exchange(request, answer));
    }

    private static List<String> ofSettings(Answer answer) {
        return flaws(get(SETTINGS, ""), answer);
    }

    @Test
    void whatIsDeclaredPasses() {
        Map<String, String> headers = Map.of(
                "Content-Type", "application/json;charset=utf-8", "ETag", "\"2\"", "RateLimit", "x", "Date", "today");
        assertThat(ofSettings(answer(200, headers, "{\"etag\":\"\\\"2\\\"\",\"maxRunningJobs\":20}")))
                .isEmpty();
        assertThat(flaws(put(SETTINGS, "{\"maxRunningJobs\":20}"), settings("{\"etag\":\"\\\"2\\\"\"}")))
                .isEmpty();
    }

    @Test
    void anUndeclaredFieldIsToldWithOperationAndName() {
        assertThat(ofSettings(settings("{\"etag\":\"x\",\"colour\":\"red\"}")))
                .singleElement()
                .asString()
                .contains(
                        "getSettings", "GET " + SETTINGS + " -> 200", "'colour'", "organization.OrganizationSettings");
    }

    @Test
    void anUndeclaredFieldDeepInsideIsToldWithItsPlace() {
        String line =
                "{\"seq\":1,\"at\":\"2026-11-23T09:30:00Z\",\"stream\":\"stdout\",\"step\":\"verify\",\"text\":\"a\",\"b\":1}";
        String page = "{\"attempt\":1,\"lines\":[" + line + "],\"lastSeq\":1,\"oldestSeq\":1,\"complete\":false}";
        assertThat(flaws(get(ORGANIZATION + "/jobs/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c/logs", ""), settings(page)))
                .singleElement()
                .asString()
                .contains("listJobLogs", "/lines/0", "'b'");
    }

    @Test
    void aMissingFieldAWrongEnumAWrongFormatAndWrongTypesAreTold() {
        assertThat(ofSettings(settings("{}"))).singleElement().asString().contains("etag");
        assertThat(ofSettings(settings("{\"etag\":7}")))
                .singleElement()
                .asString()
                .contains("/etag");
        String me = "{\"kind\":\"%s\",\"id\":\"u\",\"name\":\"n\",\"organizations\":[],\"expiresAt\":\"%s\"}";
        assertThat(flaws(get("/v1/me", ""), settings(me.formatted("user", "2026-11-23T10:00:00Z"))))
                .isEmpty();
        assertThat(flaws(get("/v1/me", ""), settings(me.formatted("robot", "2026-11-23T10:00:00Z"))))
                .singleElement()
                .asString()
                .contains("/kind");
        assertThat(flaws(get("/v1/me", ""), settings(me.formatted("user", "tomorrow"))))
                .singleElement()
                .asString()
                .contains("/expiresAt");
    }

    @Test
    void anUndeclaredStatusIsTold() {
        assertThat(ofSettings(answer(202, OF_JSON, "{}")))
                .containsExactly("getSettings (GET " + SETTINGS + " -> 202): status 202 is not declared");
    }

    @Test
    void anUndeclaredHeaderIsTold() {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Sia-Mood", "good");
        assertThat(ofSettings(answer(200, headers, "{\"etag\":\"x\"}")))
                .singleElement()
                .asString()
                .contains("header sia-mood");
    }

    @Test
    void aHeaderOfAnotherAnswerIsNotDeclaredHere() {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Retry-After", "5");
        assertThat(ofSettings(answer(200, headers, "{\"etag\":\"x\"}")))
                .singleElement()
                .asString()
                .contains("header retry-after");
    }

    @Test
    void anUndeclaredMediaTypeAndWhatIsNoJsonAreTold() {
        assertThat(ofSettings(answer(200, Map.of("Content-Type", "text/plain"), "hi")))
                .singleElement()
                .asString()
                .contains("media type text/plain");
        assertThat(ofSettings(settings("{"))).singleElement().asString().contains("no JSON");
    }

    @Test
    void aProblemHasToFitItsStatus() {
        Map<String, String> problem = Map.of("Content-Type", "application/problem+json");
        assertThat(ofSettings(answer(404, problem, PROBLEM))).isEmpty();
        assertThat(ofSettings(answer(403, problem, PROBLEM)))
                .singleElement()
                .asString()
                .contains("404", "403");
        assertThat(ofSettings(answer(404, problem, PROBLEM.replace("not_found\",\"detail", "lost\",\"detail"))))
                .singleElement()
                .asString()
                .contains("/code");
    }

    @Test
    void aFieldThatTheServerShouldHaveRefusedIsTold() {
        assertThat(flaws(put(SETTINGS, "{\"colour\":\"red\"}"), settings("{\"etag\":\"x\"}")))
                .singleElement()
                .asString()
                .contains("updateSettings", "accepted", "'colour'");
    }

    @Test
    void aParameterThatTheServerShouldHaveRefusedIsTold() {
        Answer page = settings("{\"items\":[]}");
        String list = ORGANIZATION + "/members";
        assertThat(flaws(get(list, "limit=5"), page)).isEmpty();
        assertThat(flaws(get(list, "colour=red"), page))
                .singleElement()
                .asString()
                .contains("listMembers", "query parameter colour");
        assertThat(flaws(get(list, "limit=5000"), page))
                .singleElement()
                .asString()
                .contains("limit");
        assertThat(flaws(get("/v1/organizations/mine/members", ""), page))
                .singleElement()
                .asString()
                .contains("organizationId");
        Request custom = new Request("GET", list, "", headers(Map.of("X-Colour", "red")), Bytes.NONE);
        assertThat(flaws(custom, page)).singleElement().asString().contains("header x-colour");
    }

    @Test
    void whatIsRefusedMayBeAnything() {
        Map<String, String> problem = Map.of("Content-Type", "application/problem+json");
        String invalid = PROBLEM.replace("404", "400").replace("not_found", "validation_failed");
        assertThat(flaws(put(SETTINGS, "{\"colour\":\"red\"}"), answer(400, problem, invalid)))
                .isEmpty();
    }

    @Test
    void whatNoOperationIsForMayOnlyBeRefused() {
        Map<String, String> problem = Map.of("Content-Type", "application/problem+json");
        assertThat(flaws(get("/v1/nothing", ""), answer(404, problem, PROBLEM))).isEmpty();
        assertThat(flaws(get("/v1/nothing", ""), settings("{}")))
                .anySatisfy(flaw -> assertThat(flaw).contains("status 200 of what no operation is for"));
        assertThat(flaws(get(TOKENS + "/a/b/c", ""), answer(404, OF_JSON, "{}")))
                .singleElement()
                .asString()
                .contains("media type application/json");
    }

    @Test
    void deprecatedOperationsSaySoAndNoOthersDo() {
        JsonNode document = Contracts.openApi();
        ((ObjectNode) document.at("/paths/~1v1~1me/get")).put("deprecated", true);
        RestRules rules = Contracts.of(document, Contracts.asyncApi()).rest();
        String me = "{\"kind\":\"user\",\"id\":\"u\",\"name\":\"n\",\"organizations\":[]}";
        Map<String, String> dates = Map.of(
                "Content-Type",
                "application/json",
                "Deprecation",
                "@1795651200",
                "Sunset",
                "Mon, 01 Feb 2027 00:00:00 GMT");
        Exchange told = new Exchange(get("/v1/me", ""), answer(200, dates, me));
        Exchange untold = new Exchange(get("/v1/me", ""), answer(200, OF_JSON, me));

        assertThat(rules.flaws(told)).isEmpty();
        assertThat(rules.flaws(untold)).singleElement().asString().contains("does not say so");
        assertThat(RULES.flaws(told))
                .hasSize(2)
                .allSatisfy(flaw -> assertThat(flaw).contains("is not declared"));
        assertThat(RULES.flaws(untold)).isEmpty();
    }

    @Test
    void linesOfADownloadAndEventsOfAStreamHaveTypes() {
        String logs = ORGANIZATION + "/jobs/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c/logs";
        Map<String, String> lines = Map.of("Content-Type", "application/x-ndjson");
        String gap = "{\"gap\":{\"fromSeq\":1,\"toSeq\":2,\"reason\":\"%s\"}}\n";
        assertThat(flaws(get(logs + "/download", ""), answer(200, lines, gap.formatted("retention"))))
                .isEmpty();
        assertThat(flaws(get(logs + "/download", ""), answer(200, lines, gap.formatted("mice"))))
                .singleElement()
                .asString()
                .contains("/gap/reason");

        Findings findings = new Findings(_ -> {});
        Answer stream = answer(200, Map.of("Content-Type", "text/event-stream"), "");
        EventWatch events = Objects.requireNonNull(EventWatch.of(RULES, get(logs + "/stream", ""), stream, findings));
        events.add(ByteBuffer.wrap(
                "retry: 2000\n\n: hello\n\nevent: caught-up\ndata: {\"attempt\":1,\"seq\":4}\n\nevent: cau"
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(findings.take()).isEmpty();
        events.add(ByteBuffer.wrap("ght-up\ndata: {\"attempt\":1,\"at\":4}\n\nevent: moved\ndata: {}\n\n"
                .getBytes(StandardCharsets.UTF_8)));
        assertThat(findings.take())
                .hasSize(3)
                .anySatisfy(flaw -> assertThat(flaw).contains("streamJobLog: event 'caught-up'", "'at'"))
                .anySatisfy(flaw -> assertThat(flaw).contains("event 'moved' is not declared"));
    }
}
