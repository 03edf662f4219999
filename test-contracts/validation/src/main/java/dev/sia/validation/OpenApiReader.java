package dev.sia.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.validation.Operation.Body;
import dev.sia.validation.Operation.Outcome;
import dev.sia.validation.Operation.Parameter;
import dev.sia.validation.Operation.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the operations of an OpenAPI document. */
final class OpenApiReader {
    private static final String FILE = "openapi";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

    private final JsonNode document;
    private final SchemaBundle.Builder types;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, Parameter> commonHeaders;

    OpenApiReader(JsonNode document, SchemaBundle.Builder types) {
        this.document = document;
        this.types = types;
        commonHeaders = headers(document.path("x-common-headers"), "common");
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (METHODS.contains(member.getKey())) {
                        operations.add(operation(path.getKey(), member.getKey(), member.getValue()));
                    }
                }));
        // The path with fewer placeholders is the one that is meant.
        operations.sort(Comparator.comparingInt(
                operation -> operation.path().matcher("").groupCount()));
    }

    List<Operation> operations() {
        return operations;
    }

    /** Headers of every answer to a caller that is known. */
    Map<String, Parameter> commonHeaders() {
        return commonHeaders;
    }

    private Operation operation(String path, String method, JsonNode operation) {
        String id = operation.path("operationId").asText();
        return new Operation(
                id,
                method.toUpperCase(Locale.ROOT),
                pattern(path),
                parameters(id, path, operation.path("parameters")),
                bodies(resolved(operation.path("requestBody")).path("content"), id + ".request"),
                outcomes(operation.path("responses"), id),
                operation.path("deprecated").asBoolean());
    }

    private static Pattern pattern(String path) {
        StringBuilder pattern = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(path);
        int from = 0;
        while (placeholder.find()) {
            pattern.append(Pattern.quote(path.substring(from, placeholder.start())))
                    .append("([^/]+)");
            from = placeholder.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(path.substring(from))).toString());
    }

    /** Path parameters stand first, as the path has them. */
    private List<Parameter> parameters(String id, String path, JsonNode list) {
        Map<String, Parameter> inPath = new HashMap<>();
        List<Parameter> others = new ArrayList<>();
        for (JsonNode each : list) {
            JsonNode parameter = resolved(each);
            Place place = Place.valueOf(parameter.path("in").asText().toUpperCase(Locale.ROOT));
            Parameter read = parameter(place, parameter.path("name").asText(), parameter, id);
            if (place == Place.PATH) {
                inPath.put(read.name(), read);
            } else {
                others.add(read);
            }
        }
        List<Parameter> all = new ArrayList<>(PLACEHOLDER
                .matcher(path)
                .results()
                .map(found -> inPath.get(found.group(1)))
                .toList());
        all.addAll(others);
        return all;
    }

    private Parameter parameter(Place place, String name, JsonNode parameter, String where) {
        JsonNode schema = parameter.path("schema");
        return new Parameter(
                place,
                name,
                parameter.path("required").asBoolean(),
                types.add(where + "." + place.name().toLowerCase(Locale.ROOT) + "." + name, FILE, schema),
                schema.path("type").asText("string"));
    }

    private Map<Integer, Outcome> outcomes(JsonNode responses, String where) {
        Map<Integer, Outcome> outcomes = new HashMap<>();
        responses.properties().forEach(member -> {
            JsonNode response = resolved(member.getValue());
            String here = where + "." + member.getKey();
            outcomes.put(
                    Integer.valueOf(member.getKey()),
                    new Outcome(headers(response.path("headers"), here), bodies(response.path("content"), here)));
        });
        return outcomes;
    }

    private Map<String, Parameter> headers(JsonNode headers, String where) {
        Map<String, Parameter> read = new HashMap<>();
        headers.properties()
                .forEach(member -> read.put(
                        member.getKey().toLowerCase(Locale.ROOT),
                        parameter(Place.HEADER, member.getKey(), resolved(member.getValue()), where)));
        return read;
    }

    private Map<String, Body> bodies(JsonNode content, String where) {
        Map<String, Body> bodies = new HashMap<>();
        content.properties()
                .forEach(member -> bodies.put(member.getKey(), body(member.getValue(), where + "." + member.getKey())));
        return bodies;
    }

    private Body body(JsonNode media, String where) {
        JsonNode schema = media.path("schema");
        boolean text = schema.path("type").asText().equals("string");
        Map<String, String> events = new HashMap<>();
        media.path("x-events")
                .properties()
                .forEach(event -> events.put(
                        event.getKey(), types.add(where + ".event." + event.getKey(), FILE, event.getValue())));
        return new Body(
                text ? Optional.empty() : Optional.of(types.add(where, FILE, schema)),
                events,
                media.has("x-lines")
                        ? Optional.of(types.add(where + ".line", FILE, media.path("x-lines")))
                        : Optional.empty());
    }

    /** What a reference to another place in this document leads to. */
    private JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual() ? document.at(reference.asText().substring(1)) : node;
    }
}
