package dev.sia.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sia.validation.Exchange.Request;
import dev.sia.validation.Operation.Parameter;
import dev.sia.validation.Operation.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/** What a request has to be like when the server has accepted it. One that is refused may be anything. */
final class RequestRules {
    private final SchemaBundle schemas;
    private final BodyRules bodies;

    RequestRules(SchemaBundle schemas, BodyRules bodies) {
        this.schemas = schemas;
        this.bodies = bodies;
    }

    /** @param path of the request, matched */
    List<String> flaws(Operation operation, Matcher path, Request request) {
        List<String> flaws = new ArrayList<>();
        Map<String, List<String>> query = query(request.query());
        Set<String> otherQuery = new HashSet<>(query.keySet());
        Set<String> otherHeaders = new HashSet<>(StandardHeaders.foreignToRequests(request.headers()));
        int group = 0;
        if (!path.matches()) {
            throw new IllegalArgumentException(request.path() + " is not the path of " + operation.id());
        }
        for (Parameter parameter : operation.parameters()) {
            String name = parameter.name();
            String small = name.toLowerCase(Locale.ROOT);
            List<String> values = switch (parameter.place()) {
                case PATH -> List.of(decoded(path.group(++group).replace("+", "%2B")));
                case QUERY -> otherQuery.remove(name) ? query.getOrDefault(name, List.of()) : List.of();
                case HEADER -> {
                    otherHeaders.remove(small);
                    yield request.headers().getOrDefault(small, List.of());
                }
            };
            flaws.addAll(values(schemas, parameter, values));
        }
        otherQuery.forEach(name -> flaws.add("accepted the query parameter " + name + ", which is not declared"));
        otherHeaders.forEach(name -> flaws.add("accepted the header " + name + ", which is not declared"));
        bodies.requestFlaws(operation.bodies(), request).forEach(flaw -> flaws.add("accepted a request: " + flaw));
        return flaws;
    }

    /** What is wrong with the values of a parameter or header. */
    static List<String> values(SchemaBundle schemas, Parameter parameter, List<String> values) {
        String words = parameter.place().name().toLowerCase(Locale.ROOT) + " parameter " + parameter.name();
        if (values.isEmpty()) {
            return parameter.required() ? List.of(words + " is missing") : List.of();
        }
        if (parameter.form().equals("array")) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            values.forEach(array::add);
            return worded(words, schemas.flaws(parameter.type(), array));
        }
        List<String> flaws = new ArrayList<>();
        if (values.size() > 1 && parameter.place() == Place.QUERY) {
            flaws.add(words + " was accepted " + values.size() + " times");
        }
        for (String value : values) {
            flaws.addAll(worded(words, schemas.flaws(parameter.type(), json(parameter.form(), value))));
        }
        return flaws;
    }

    private static List<String> worded(String words, List<String> flaws) {
        return flaws.stream().map(flaw -> words + ": " + flaw).toList();
    }

    private static JsonNode json(String form, String value) {
        return switch (form) {
            case "integer" ->
                value.matches("-?\\d{1,30}") ? BigIntegerNode.valueOf(new BigInteger(value)) : text(value);
            case "number" ->
                value.matches("-?\\d{1,18}(\\.\\d{1,18})?") ? DecimalNode.valueOf(new BigDecimal(value)) : text(value);
            case "boolean" ->
                value.equals("true") || value.equals("false")
                        ? BooleanNode.valueOf(Boolean.parseBoolean(value))
                        : text(value);
            default -> text(value);
        };
    }

    private static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }

    private static Map<String, List<String>> query(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                values.computeIfAbsent(decoded(parts[0]), _ -> new ArrayList<>())
                        .add(parts.length == 1 ? "" : decoded(parts[1]));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
