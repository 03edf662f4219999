package dev.sia.contracts.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.contracts.TestServer;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every operation of the OpenAPI contract that takes an id, with every id in its path, its query and its body. */
class RestIsolationIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    /** One row for each operation in an organization. Most need no more than their name. */
    private static final List<Row> ROWS = List.of(
            row("getOrganization"),
            row("getSettings"),
            row("updateSettings"),
            row("listJobs"),
            row("createJob"),
            row("getJob"),
            row("updateJob"),
            row("cancelJob"),
            row("getJobWorkflow"),
            row("listJobLogs"),
            row("downloadJobLog"),
            row("streamJobLog").query("follow=false").withEndedLog(),
            row("getJobTimeline"),
            row("listEvents"),
            row("streamEvents").query("follow=false&afterNumber=0"),
            row("retryJob"),
            row("reworkJob"),
            row("completeJob"),
            row("archiveJob"),
            row("createHint"),
            row("listJobAttempts"),
            row("listJobRevisions"),
            row("getJobScheduling"),
            row("listQueues"),
            row("getQueue"),
            row("pauseQueue"),
            row("resumeQueue"),
            row("moveJob")
                    .body("jobId", "{\"jobId\": \"{it}\", \"to\": \"head\"}")
                    .body("before", "{\"jobId\": \"{jobId}\", \"before\": \"{it}\"}")
                    .body("after", "{\"jobId\": \"{jobId}\", \"after\": \"{it}\"}"),
            row("listAgents"),
            row("getAgent"),
            row("updateAgent"),
            row("removeAgent"),
            row("drainAgent"),
            row("resumeAgent"),
            row("revokeAgentCredential"),
            row("createEnrolmentToken"),
            row("listEnrolmentTokens"),
            row("revokeEnrolmentToken"),
            row("listMembers"),
            row("listAuditEntries"),
            row("createLiveTicket"),
            row("createApiKey"),
            row("listApiKeys"),
            row("getApiKey"),
            row("revokeApiKey"));

    /** Changes with every answer, whatever it says. */
    private static final Pattern PASSING_HEADERS = Pattern.compile("date|x-request-id|ratelimit.*");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private static final HttpClient http = HttpClient.newHttpClient();
    private static @Nullable Neighbour ours;
    private static @Nullable Neighbour theirs;

    /**
     * What an operation needs besides its ids.
     *
     * @param query goes with every call
     * @param ended its own job has to be one with a log that has ended
     * @param bodies for ids in the body: the body with {@code {it}} in the place of that id, and others of ours by their names
     */
    private record Row(String operationId, String query, boolean ended, Map<String, String> bodies) {
        Row query(String query) {
            return new Row(operationId, query, ended, bodies);
        }

        Row withEndedLog() {
            return new Row(operationId, query, true, bodies);
        }

        Row body(String id, String body) {
            Map<String, String> more = new HashMap<>(bodies);
            more.put(id, body);
            return new Row(operationId, query, ended, more);
        }
    }

    private static Row row(String operationId) {
        return new Row(operationId, "", false, Map.of());
    }

    /**
     * An operation as the contract has it.
     *
     * @param ids names of the ids that it takes, and where each is
     * @param body the contract's example; null without a body
     */
    private record Operation(
            String id,
            String method,
            String path,
            boolean ifMatch,
            Map<String, String> ids,
            @Nullable String body) {}

    private record Answer(int status, Map<String, List<String>> headers, String body) {}

    @BeforeAll
    static void fill() {
        ours = new Neighbour(server);
        theirs = new Neighbour(server);
    }

    @AfterAll
    static void leave() {
        ours().close();
        theirs().close();
        http.close();
    }

    private static Neighbour ours() {
        return Objects.requireNonNull(ours);
    }

    private static Neighbour theirs() {
        return Objects.requireNonNull(theirs);
    }

    private static List<Operation> operations() {
        Contract contract = Contract.of("openapi", "sia.yaml");
        List<Operation> operations = new ArrayList<>();
        contract.root()
                .get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> {
                    if (method.getValue().has("operationId")) {
                        operations.add(operation(contract, path.getKey(), method.getKey(), method.getValue()));
                    }
                }));
        assertThat(operations).isNotEmpty();
        return operations.stream().filter(it -> !it.ids().isEmpty()).toList();
    }

    private static Operation operation(Contract contract, String path, String method, JsonNode operation) {
        Map<String, String> ids = new LinkedHashMap<>();
        boolean ifMatch = false;
        for (JsonNode reference : operation.path("parameters")) {
            JsonNode parameter = contract.resolve(reference).node();
            String name = parameter.get("name").asText();
            ifMatch |= name.equals("If-Match");
            String in = parameter.get("in").asText();
            if (!in.equals("header")
                    && Contract.isId(
                            name, contract.resolve(parameter.path("schema")).node())) {
                ids.put(name, in);
            }
        }
        JsonNode content = operation.at("/requestBody/content/application~1json");
        if (!content.isMissingNode()) {
            contract.resolve(content.get("schema")).eachProperty((name, schema) -> {
                if (Contract.isId(name, schema)) {
                    ids.put(name, "body");
                }
            });
        }
        return new Operation(
                operation.get("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                ifMatch,
                ids,
                content.isMissingNode() ? null : example(contract, content));
    }

    private static String example(Contract contract, JsonNode content) {
        JsonNode own = content.has("example")
                ? content.get("example")
                : content.path("examples").path(0).path("value");
        return (own.isMissingNode()
                        ? contract.resolve(content.get("schema")).node().path("example")
                        : own)
                .toString();
    }

    @Test
    void everyOperationThatTakesAnIdHasARow() {
        Set<String> rows = ROWS.stream().map(Row::operationId).collect(Collectors.toSet());
        Set<String> wanted =
                operations().stream().map(Operation::id).collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(wanted)
                .as(
                        "Operations with ids. For a new one add row(\"itsOperationId\") to RestIsolationIT.ROWS; with an id in its"
                                + " body, add .body(\"nameOfTheId\", \"{…{it}…}\")")
                .isEqualTo(rows);
    }

    @TestFactory
    Stream<DynamicTest> anotherOrganizationsIdsAreLikeUnknownOnes() {
        Map<String, Row> rows = ROWS.stream().collect(Collectors.toMap(Row::operationId, row -> row));
        return operations().stream()
                .filter(operation -> rows.containsKey(operation.id()))
                .flatMap(operation -> operation.ids().keySet().stream()
                        .map(id -> dynamicTest(
                                operation.id() + " " + id,
                                () -> compare(operation, Objects.requireNonNull(rows.get(operation.id())), id))));
    }

    private static void compare(Operation operation, Row row, String id) {
        Unchanged unchanged = Unchanged.from(server, theirs());
        String nobodys = UUID.randomUUID().toString();
        Answer unknown = neutral(call(operation, row, id, nobodys, theirsInPath(id)), nobodys);
        for (UUID foreign : theirs().ids(id)) {
            String it = foreign.toString();
            assertThat(neutral(call(operation, row, id, it, theirsInPath(id)), it))
                    .as("%s with %s of another organization, and with one that nobody has", operation.id(), id)
                    .isEqualTo(unknown);
        }
        unchanged.check();
        // Or the answers would be the same because the call is wrong in another way.
        String own = own(row, id);
        assertThat(neutral(call(operation, row, id, own, false), own))
                .as(
                        "%s with %s of its own organization must not answer as for an unknown one: give its row what it needs",
                        operation.id(), id)
                .isNotEqualTo(unknown);
    }

    /** In another organization everything is that organization's, so that nothing but the membership is missing. */
    private static boolean theirsInPath(String id) {
        return id.equals("organizationId");
    }

    private static Answer call(Operation operation, Row row, String id, String it, boolean theirs) {
        String path = operation.path();
        StringBuilder query = new StringBuilder(row.query());
        for (Map.Entry<String, String> each : operation.ids().entrySet()) {
            String value = each.getKey().equals(id) ? it : theirs ? first(each.getKey()) : own(row, each.getKey());
            if (each.getValue().equals("path")) {
                path = path.replace("{" + each.getKey() + "}", value);
            } else if (each.getValue().equals("query") && each.getKey().equals(id)) {
                query.append(query.isEmpty() ? "" : "&").append(id).append('=').append(value);
            }
        }
        path = path.replace("{queueName}", "backlog");
        assertThat(path).as("Tell RestIsolationIT.call a value").doesNotContain("{");
        return send(operation, path + (query.isEmpty() ? "" : "?" + query), body(operation, row, id, it));
    }

    private static String first(String id) {
        return theirs().ids(id).getFirst().toString();
    }

    private static String own(Row row, String id) {
        return row.ended() && id.equals("jobId") ? ours().inReview().toString() : ours().fresh(id);
    }

    private static @Nullable String body(Operation operation, Row row, String id, String it) {
        if (!"body".equals(operation.ids().get(id))) {
            return operation.body();
        }
        String body = row.bodies().get(id);
        if (body == null) {
            throw new AssertionError("Add .body(\"" + id + "\", …) to the row of " + operation.id());
        }
        body = body.replace("{it}", it);
        return body.contains("{jobId}") ? body.replace("{jobId}", ours().fresh("jobId")) : body;
    }

    private static Answer send(Operation operation, String target, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.addresses().httpUrl() + target))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + ours().tenant().token(Role.OWNER))
                .method(
                        operation.method(),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (operation.ifMatch()) {
            request.header("If-Match", "*");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
            headers.keySet()
                    .removeIf(name -> PASSING_HEADERS
                            .matcher(name.toLowerCase(Locale.ROOT))
                            .matches());
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without what is allowed to differ: the id that was asked with, and the number of the request. */
    private static Answer neutral(Answer answer, String id) {
        String body = answer.body().replace(id, "<id>");
        try {
            if (body.startsWith("{") && JSON.readTree(body) instanceof ObjectNode object && object.has("requestId")) {
                object.put("requestId", "<request>");
                body = object.toString();
            }
        } catch (JsonProcessingException notJson) {
            // Compared as it is.
        }
        return new Answer(answer.status(), answer.headers(), body);
    }
}
