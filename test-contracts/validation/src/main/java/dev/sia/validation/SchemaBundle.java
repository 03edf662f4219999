package dev.sia.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All types of the contracts in one JSON schema, each under a name of its own. An object that does not say otherwise has the
 * members that are declared and no others: clients have to ignore unknown members, but a server that sends one has left its
 * contract.
 */
final class SchemaBundle {
    private static final String ADDRESS = "https://sia.dev/contracts";
    private static final String TYPES = "$defs";
    private static final Set<String> NOTES =
            Set.of("title", "description", "example", "examples", "deprecated", "externalDocs");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Schema> compiled = new HashMap<>();

    private SchemaBundle(ObjectNode types) {
        ObjectNode bundle = JSON.createObjectNode().set(TYPES, types);
        // The registry would compile all of them anew for each that it is asked for.
        Schema all = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()))
                .getSchema(SchemaLocation.of(ADDRESS), bundle);
        types.fieldNames()
                .forEachRemaining(name -> compiled.put(
                        name,
                        all.getSubSchema(SchemaLocation.of(ADDRESS + "#/" + TYPES + "/" + name)
                                .getFragment())));
    }

    /** What is wrong with a value, each with its place; empty when nothing is. */
    List<String> flaws(String name, JsonNode value) {
        return Objects.requireNonNull(compiled.get(name), name).validate(value).stream()
                .map(error -> place(error.getInstanceLocation().toString()) + error.getMessage() + " ("
                        + error.getSchemaLocation().getFragment() + ")")
                .toList();
    }

    private static String place(String pointer) {
        return pointer.isEmpty() ? "" : pointer + ": ";
    }

    /** Collects types until all are there. */
    static final class Builder {
        private final ObjectNode types = JSON.createObjectNode();

        /**
         * @param name what it is to be found by
         * @param file the file that its references start from, such as {@code job}
         */
        String add(String name, String file, JsonNode schema) {
            String safe = name.replaceAll("[^A-Za-z0-9.]+", "-");
            types.set(safe, closed(file, schema));
            return safe;
        }

        SchemaBundle build() {
            return new SchemaBundle(types);
        }
    }

    private static JsonNode closed(String file, JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode closed = JSON.createObjectNode();
        schema.properties().forEach(member -> {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "$ref" -> closed.put("$ref", "#/" + TYPES + "/" + nameOf(file, value.asText()));
                case "properties" -> closed.set("properties", each(file, value));
                case "items", "not", "additionalProperties" -> closed.set(member.getKey(), closed(file, value));
                case "allOf", "anyOf", "oneOf" -> closed.set(member.getKey(), all(file, value));
                case "nullable", "discriminator" ->
                    throw new IllegalStateException("Teach the validation what " + member.getKey() + " means");
                default -> {
                    if (!NOTES.contains(member.getKey()) && !member.getKey().startsWith("x-")) {
                        closed.set(member.getKey(), value);
                    }
                }
            }
        });
        if (closed.has("properties") && !closed.has("additionalProperties")) {
            closed.put("additionalProperties", false);
        }
        return closed;
    }

    private static ObjectNode each(String file, JsonNode schemas) {
        ObjectNode closed = JSON.createObjectNode();
        schemas.properties().forEach(member -> closed.set(member.getKey(), closed(file, member.getValue())));
        return closed;
    }

    private static ArrayNode all(String file, JsonNode schemas) {
        ArrayNode closed = JSON.createArrayNode();
        schemas.forEach(schema -> closed.add(closed(file, schema)));
        return closed;
    }

    /** {@code ../schemas/job.yaml#/Job} is the type Job of the file job, {@code #/components/schemas/Gap} one of this file. */
    static String nameOf(String file, String reference) {
        int hash = reference.indexOf('#');
        String target = reference.substring(0, hash).replaceAll("^.*/|\\.yaml$", "");
        return (target.isEmpty() ? file : target) + "." + reference.substring(reference.lastIndexOf('/') + 1);
    }
}
