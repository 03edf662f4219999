package dev.sia.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.core.model.DefaultPactReader;
import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.Pact;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Whether everything that the three contracts offer is in a pact: every operation with a success, every frame. */
class PactCoverageIT {
    private static final int SUCCESS = 2;

    /** How often each thing of a contract is in a pact; refusals of operations apart. */
    private record Row(String name, long successes, List<Integer> refusals) {
        @Override
        public String toString() {
            return "%-45s %3d  %s".formatted(name, successes, refusals.isEmpty() ? "" : refusals);
        }
    }

    private static List<Interaction> interactions(String provider) {
        List<Interaction> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(Pacts.DIRECTORY))) {
            files.sorted().forEach(file -> {
                Pact pact = DefaultPactReader.INSTANCE.loadPact(file.toFile());
                if (pact.getProvider().getName().equals(provider)) {
                    all.addAll(pact.getInteractions());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static Map<?, ?> contract(String path) throws IOException {
        try (InputStream in = PactCoverageIT.class.getResourceAsStream("/contracts/" + path)) {
            return new Yaml().load(Objects.requireNonNull(in, path));
        }
    }

    private static Map<?, ?> member(Map<?, ?> object, String name) {
        return (Map<?, ?>) Objects.requireNonNull(object.get(name), name);
    }

    @Test
    void coversTheContracts() throws IOException {
        Map<String, List<Row>> table = new TreeMap<>();
        table.put("REST operations (successes, refusals)", operations());
        table.put("Agent frames", agentFrames());
        table.put("Live frames", liveFrames());

        StringBuilder text = new StringBuilder();
        table.forEach((title, rows) -> {
            text.append("%n%s%n".formatted(title));
            rows.forEach(row -> text.append("  %s%n".formatted(row)));
        });
        Files.writeString(Path.of("target", "pact-coverage.txt"), text);
        System.out.println(text);
        assertThat(table.values().stream()
                        .flatMap(List::stream)
                        .filter(row -> row.successes() == 0)
                        .map(Row::name))
                .as("in no pact")
                .isEmpty();
    }

    private static List<Row> operations() throws IOException {
        List<V4Interaction.SynchronousHttp> calls = interactions(Pacts.REST).stream()
                .map(interaction -> (V4Interaction.SynchronousHttp) interaction)
                .toList();
        Map<?, ?> paths = member(contract("openapi/sia.yaml"), "paths");
        List<Row> rows = new ArrayList<>();
        paths.forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (operation instanceof Map<?, ?> members && members.containsKey("operationId")) {
                rows.add(row(String.valueOf(members.get("operationId")), (String) method, (String) path, calls));
            }
        }));
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static Row row(
            String operationId, String method, String template, List<V4Interaction.SynchronousHttp> calls) {
        String pattern = template.replaceAll("\\{\\w+}", "[^/]+");
        List<Integer> statuses = calls.stream()
                .filter(call ->
                        call.getRequest().getMethod().toLowerCase(Locale.ROOT).equals(method))
                .filter(call -> call.getRequest().getPath().matches(pattern))
                .map(call -> call.getResponse().getStatus())
                .sorted()
                .toList();
        return new Row(
                operationId,
                statuses.stream().filter(PactCoverageIT::isSuccess).count(),
                statuses.stream().filter(status -> !isSuccess(status)).toList());
    }

    private static boolean isSuccess(int status) {
        return status / 100 == SUCCESS;
    }

    private static List<Row> agentFrames() {
        List<String> names = new ArrayList<>(unaryMessages());
        for (Descriptor stream : List.of(ConnectRequest.getDescriptor(), ConnectResponse.getDescriptor())) {
            for (FieldDescriptor frame : stream.getFields()) {
                names.add(name(stream) + "." + frame.getJsonName());
            }
        }
        return rows(names, contents(Pacts.AGENT).map(PactCoverageIT::agentFrame).toList());
    }

    /** Requests and responses of every RPC that is no stream. */
    private static List<String> unaryMessages() {
        return ConnectRequest.getDescriptor().getFile().getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> !method.isClientStreaming())
                .flatMap(method -> Stream.of(name(method.getInputType()), name(method.getOutputType())))
                .toList();
    }

    private static String name(Descriptor message) {
        return message.getFullName();
    }

    private static String agentFrame(MessageContents contents) {
        String kind = Comparison.kind(contents);
        return unaryMessages().contains(kind)
                ? kind
                : kind + "." + json(contents).fieldNames().next();
    }

    private static List<Row> liveFrames() throws IOException {
        Map<?, ?> components = member(contract("asyncapi/sia-live.yaml"), "components");
        List<String> names = member(components, "messages").values().stream()
                .map(message -> String.valueOf(((Map<?, ?>) message).get("name")))
                .toList();
        assertThat(names).isNotEmpty();
        return rows(
                names,
                contents(Pacts.LIVE)
                        .map(contents -> json(contents).path("type").asText())
                        .toList());
    }

    private static List<Row> rows(List<String> names, List<String> seen) {
        return names.stream()
                .map(name -> new Row(name, seen.stream().filter(name::equals).count(), List.of()))
                .toList();
    }

    private static Stream<MessageContents> contents(String provider) {
        return interactions(provider).stream().flatMap(interaction -> switch (interaction) {
            case V4Interaction.AsynchronousMessage it -> Stream.of(it.getContents());
            case V4Interaction.SynchronousMessages it ->
                Stream.concat(Stream.of(it.getRequest()), it.getResponse().stream());
            default -> throw new AssertionError("Not a message: " + interaction);
        });
    }

    private static JsonNode json(MessageContents contents) {
        try {
            return new JsonMapper().readTree(contents.getContents().valueAsString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
