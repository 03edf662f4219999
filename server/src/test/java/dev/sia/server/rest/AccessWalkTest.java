package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Walks every operation of the contract with every role and every scope. Requests are made of the contract's examples, so an operation
 * that is added is walked by itself. The ids in them belong to nothing: who is let in mostly learns that.
 */
class AccessWalkTest {
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    /** A key with this one scope may give no other. */
    private static final Map<String, String> BODIES =
            Map.of("createApiKey", "{\"name\": \"walked\", \"scopes\": [\"keys:manage\"]}");

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final Map<Role, String> USERS = new EnumMap<>(Role.class);
    private static final Map<Scope, String> KEYS = new EnumMap<>(Scope.class);
    /** Each has all scopes but one. */
    private static final Map<Scope, String> KEYS_WITHOUT = new EnumMap<>(Scope.class);

    private static TestRest rest;
    private static Map<?, ?> contract;
    /** Streams are left early, which takes a connection of HTTP 1.1 and nothing of others. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An operation with credentials as the contract has it. */
    private record Walked(
            String id,
            String method,
            String path,
            Role role,
            Optional<Scope> scope,
            Map<String, String> headers,
            @Nullable String body) {}

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        rest = new TestRest(postgres.database(), directory);
        try (InputStream in = AccessWalkTest.class.getResourceAsStream("/contracts/openapi/sia.yaml")) {
            contract = new Yaml().load(Objects.requireNonNull(in));
        }
        for (Role role : Role.values()) {
            USERS.put(role, rest.token(role.wire(), rest.organization, role));
        }
        for (Scope scope : Scope.values()) {
            KEYS.put(scope, rest.key(EnumSet.of(scope)));
            KEYS_WITHOUT.put(scope, rest.key(EnumSet.complementOf(EnumSet.of(scope))));
        }
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationAsksForItsRoleAndItsScope() {
        return operations().map(operation -> dynamicTest(operation.id(), () -> walk(operation)));
    }

    private void walk(Walked operation) throws Exception {
        assertThat(status(operation, null)).as("nobody").isEqualTo(UNAUTHENTICATED);
        assertThat(status(operation, "sia_sk_" + "a".repeat(16) + "_" + "b".repeat(43)))
                .as("unknown key")
                .isEqualTo(UNAUTHENTICATED);
        for (Role role : Role.values()) {
            check(operation, role.wire(), Objects.requireNonNull(USERS.get(role)), role.atLeast(operation.role()));
        }
        for (Scope scope : Scope.values()) {
            check(
                    operation,
                    scope.wire(),
                    Objects.requireNonNull(KEYS.get(scope)),
                    operation.scope().isEmpty() || operation.scope().get() == scope);
        }
        if (operation.scope().isPresent()) {
            check(
                    operation,
                    "every other scope",
                    Objects.requireNonNull(KEYS_WITHOUT.get(operation.scope().get())),
                    false);
        }
    }

    private void check(Walked operation, String who, String credential, boolean allowed) throws Exception {
        int status = status(operation, credential);
        if (allowed) {
            assertThat(status).as(who).isNotIn(UNAUTHENTICATED, FORBIDDEN).isLessThan(500);
        } else {
            assertThat(status).as(who).isEqualTo(FORBIDDEN);
        }
    }

    /** A walk that skipped operations, or a contract that asks the same of all, would show little. */
    @Test
    void theWalkIsLong() {
        List<Walked> all = operations().toList();
        assertThat(all).hasSizeGreaterThan(30);
        assertThat(all.stream().map(Walked::role).distinct()).contains(Role.VIEWER, Role.MEMBER, Role.ADMIN);
        assertThat(all.stream().flatMap(operation -> operation.scope().stream()).distinct())
                .hasSizeGreaterThan(6);
        assertThat(all.stream().filter(operation -> operation.scope().isEmpty()))
                .extracting(Walked::id)
                .containsExactlyInAnyOrder("getMe", "listOrganizations");
    }

    /** Of a stream only the status is waited for: it has no end. */
    private int status(Walked operation, @Nullable String credential) throws Exception {
        HttpRequest.BodyPublisher body = operation.body() == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(operation.body());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(rest.uri(operation.path())).method(operation.method(), body);
        operation.headers().forEach(request::header);
        if (credential != null) {
            request.header("Authorization", "Bearer " + credential);
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream answer = response.body()) {
            if (!response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
                answer.readAllBytes();
            }
        }
        return response.statusCode();
    }

    private static Stream<Walked> operations() {
        List<Walked> all = new ArrayList<>();
        member(contract, "paths")
                .forEach((path, item) -> ((Map<?, ?>) item).forEach((method, value) -> {
                    if (value instanceof Map<?, ?> operation && operation.containsKey("x-required-role")) {
                        all.add(walked((String) path, (String) method, operation));
                    }
                }));
        return all.stream();
    }

    private static Walked walked(String path, String method, Map<?, ?> operation) {
        String filled = path;
        Map<String, String> headers = new HashMap<>();
        for (Object each : operation.get("parameters") instanceof List<?> list ? list : List.of()) {
            Map<?, ?> parameter = resolved((Map<?, ?>) each);
            String name = text(parameter, "name");
            String place = text(parameter, "in");
            String example = String.valueOf(parameter.get("example"));
            if (place.equals("path")) {
                filled = filled.replace(
                        "{" + name + "}", name.equals("organizationId") ? rest.organization.toString() : example);
            } else if (place.equals("header")) {
                headers.put(name, example);
            }
        }
        assertThat(filled).doesNotContain("{");
        String id = text(operation, "operationId");
        String body = operation.get("requestBody") instanceof Map<?, ?> request ? body(id, request) : null;
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        return new Walked(
                id,
                method.toUpperCase(Locale.ROOT),
                filled,
                Role.valueOf(text(operation, "x-required-role").toUpperCase(Locale.ROOT)),
                Optional.ofNullable((String) operation.get("x-required-scope")).map(Scope::ofWire),
                headers,
                body);
    }

    private static String body(String operation, Map<?, ?> request) {
        Map<?, ?> json = member(member(request, "content"), "application/json");
        Object example = json.containsKey("example")
                ? json.get("example")
                : member(
                        (Map<?, ?>) member(json, "examples").values().iterator().next(), "value");
        try {
            return BODIES.getOrDefault(operation, new ObjectMapper().writeValueAsString(example));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<?, ?> resolved(Map<?, ?> parameter) {
        if (!(parameter.get("$ref") instanceof String reference)) {
            return parameter;
        }
        Map<?, ?> found = contract;
        for (String step : reference.substring("#/".length()).split("/")) {
            found = member(found, step);
        }
        return found;
    }

    private static String text(Map<?, ?> object, String name) {
        return (String) Objects.requireNonNull(object.get(name), name);
    }

    private static Map<?, ?> member(Map<?, ?> object, String name) {
        return (Map<?, ?>) Objects.requireNonNull(object.get(name), name);
    }
}
