package dev.sia.contracts.rest;

import au.com.dius.pact.core.model.ContentType;
import au.com.dius.pact.core.model.HttpRequest;
import au.com.dius.pact.core.model.HttpResponse;
import au.com.dius.pact.core.model.OptionalBody;
import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.generators.Category;
import au.com.dius.pact.core.model.generators.Generators;
import au.com.dius.pact.core.model.generators.ProviderStateGenerator;
import au.com.dius.pact.core.model.matchingrules.MatchingRules;
import au.com.dius.pact.core.model.matchingrules.MatchingRulesImpl;
import au.com.dius.pact.core.model.matchingrules.RegexMatcher;
import au.com.dius.pact.core.support.expressions.DataType;
import au.com.dius.pact.core.support.json.JsonValue;
import dev.sia.contracts.pact.Example;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One request and its answer, in the making. Paths name values of the provider's state as <code>${jobId}</code>. */
final class RestInteraction {
    /** What the names in paths stand for while the consumer is tested. */
    static final Map<String, String> EXAMPLES = Map.of(
            "organizationId", "1189c444-8a2d-4c41-8b4b-ae43ce79a492",
            "jobId", "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
            "agentId", "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c",
            "tokenId", "0198f0bf-3333-7a52-9c3b-5d8f6e1a2b3c",
            "keyId", "0198f0c9-5555-7a52-9c3b-5d8f6e1a2b3c");

    private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");

    private final String description;
    private final String operation;
    private String state = "";
    private final HttpRequest request = new HttpRequest("GET", "/", new HashMap<>(), new HashMap<>());
    private int status = 200;
    private String contentType = "application/json";
    private @Nullable Example answer;
    private @Nullable String textPattern;
    private String text = "";
    private final Map<String, Answered> answeredHeaders = new TreeMap<>();

    /** A header of the answer. */
    private record Answered(String example, String regex) {}

    private RestInteraction(String operation, String description) {
        this.operation = operation;
        this.description = description;
    }

    /** @param operation the contract's operationId */
    static RestInteraction of(String operation, String description) {
        return new RestInteraction(operation, description);
    }

    RestInteraction given(String providerState) {
        state = providerState;
        return this;
    }

    /** A request with a token. */
    RestInteraction when(String method, String path) {
        whenAnybody(method, path);
        request.getHeaders().put("Authorization", List.of("Bearer token"));
        request.getMatchingRules().addCategory("header").addRule("Authorization", new RegexMatcher("Bearer \\S+"));
        return this;
    }

    /** A request without a token. */
    RestInteraction whenAnybody(String method, String path) {
        request.setMethod(method);
        request.setPath(NAME.matcher(path).replaceAll(name -> EXAMPLES.get(name.group(1))));
        if (path.contains("${")) {
            request.getGenerators().addGenerator(Category.PATH, "", new ProviderStateGenerator(path, DataType.STRING));
        }
        return this;
    }

    RestInteraction query(String name, String... values) {
        request.getQuery().put(name, List.of(values));
        return this;
    }

    RestInteraction header(String name, String example, String regex) {
        without(name).request.getHeaders().put(name, List.of(example));
        request.getMatchingRules().addCategory("header").addRule(name, new RegexMatcher(regex));
        return this;
    }

    RestInteraction sending(String json) {
        request.getHeaders().put("Content-Type", List.of("application/json"));
        request.setBody(Example.json(json).body());
        return this;
    }

    /** A body as it is, whatever it is. */
    RestInteraction sendingText(String mediaType, String body) {
        request.getHeaders().put("Content-Type", List.of(mediaType));
        request.setBody(OptionalBody.body(body.getBytes(StandardCharsets.UTF_8), ContentType.fromString(mediaType)));
        request.getGenerators().getCategories().remove(Category.BODY);
        return this;
    }

    RestInteraction without(String header) {
        request.getHeaders().remove(header);
        request.getMatchingRules().addCategory("header").getMatchingRules().remove(header);
        return this;
    }

    /** A body in which the provider's state has the value at a path, such as {@code $.jobId}. */
    RestInteraction sending(String json, String path, String name) {
        request.getGenerators()
                .addGenerator(Category.BODY, path, new ProviderStateGenerator("${" + name + "}", DataType.STRING));
        return sending(json);
    }

    RestInteraction answers(int expectedStatus, Example body) {
        status = expectedStatus;
        answer = body;
        return this;
    }

    /** The answer has this header. */
    RestInteraction answering(String header, String example, String regex) {
        answeredHeaders.put(header, new Answered(example, regex));
        return this;
    }

    /** The string at this place of the answer matches a pattern. */
    RestInteraction answeringAt(String path, String regex) {
        Objects.requireNonNull(answer).matching(path, regex);
        return this;
    }

    /** A problem with one value, at a place. */
    RestInteraction refusesValue(String in, String pointer) {
        refuses(
                400,
                "validation_failed",
                "The request is not valid",
                ", \"errors\": [{\"in\": \"%s\", \"pointer\": \"%s\", \"message\": \"must be something else\"}]"
                        .formatted(in, pointer));
        Objects.requireNonNull(answer).exactly("$.errors[*].in", "$.errors[*].pointer");
        return this;
    }

    /** A problem with this code. */
    RestInteraction refuses(int expectedStatus, String code, String title, String more) {
        contentType = "application/problem+json";
        return answers(
                expectedStatus,
                Example.json("""
                        {"type": "urn:sia:problem:%s", "title": "%s", "status": %d, "code": "%s",
                         "detail": "What happened and what to do about it.",
                         "requestId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c"%s}
                        """.formatted(code, title, expectedStatus, code, more))
                        .exactly("$.type", "$.status", "$.code"));
    }

    /** An answer that is no JSON. */
    RestInteraction answersText(String mediaType, String example, String regex) {
        contentType = mediaType;
        text = example;
        textPattern = regex;
        return this;
    }

    /** Makes the request as a client that is written by hand. */
    java.net.http.HttpResponse<String> send(HttpClient client, String url) throws IOException, InterruptedException {
        String query = request.getQuery().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> entry.getKey() + "=" + value))
                .collect(Collectors.joining("&"));
        byte[] body = request.getBody().isPresent() ? request.getBody().getValue() : new byte[0];
        java.net.http.HttpRequest.Builder made = java.net.http.HttpRequest.newBuilder(
                        URI.create(url + request.getPath() + (query.isEmpty() ? "" : "?" + query)))
                .method(request.getMethod(), BodyPublishers.ofByteArray(body));
        request.getHeaders().forEach((name, values) -> values.forEach(value -> made.header(name, value)));
        return client.send(made.build(), BodyHandlers.ofString());
    }

    @Override
    public String toString() {
        return operation + " " + description;
    }

    V4Interaction.SynchronousHttp build() {
        V4Interaction.SynchronousHttp interaction = new V4Interaction.SynchronousHttp(
                description, state.isEmpty() ? List.of() : List.of(new ProviderState(state)), request, response());
        interaction.getComments().put("operationId", new JsonValue.StringValue(operation));
        return interaction;
    }

    private HttpResponse response() {
        MatchingRules rules = answer == null ? new MatchingRulesImpl() : answer.rules();
        OptionalBody body = answer == null ? OptionalBody.body(text, new ContentType(contentType)) : answer.body();
        if (textPattern != null) {
            rules.addCategory("body").addRule("$", new RegexMatcher(textPattern));
        }
        String mediaType = contentType.replace(".", "\\.").replace("+", "\\+");
        rules.addCategory("header").addRule("Content-Type", new RegexMatcher(mediaType + "(;\\s?charset=.*)?"));
        Map<String, List<String>> headers = new HashMap<>(Map.of("Content-Type", List.of(contentType)));
        answeredHeaders.forEach((name, value) -> {
            headers.put(name, List.of(value.example()));
            rules.addCategory("header").addRule(name, new RegexMatcher(value.regex()));
        });
        return new HttpResponse(status, headers, body, rules, new Generators(new HashMap<>()));
    }
}
