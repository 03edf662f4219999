package dev.sia.contracts.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.Yaml;

/** A file of the contracts, with the references between files followed. */
record Contract(String folder, JsonNode root) {
    private static final Map<String, JsonNode> FILES = new ConcurrentHashMap<>();

    static Contract of(String folder, String file) {
        return new Contract(folder, FILES.computeIfAbsent(folder + "/" + file, Contract::read));
    }

    private static JsonNode read(String path) {
        try (InputStream in = Contract.class.getResourceAsStream("/contracts/" + path)) {
            Object loaded = new Yaml().load(Objects.requireNonNull(in, path));
            return new JsonMapper().valueToTree(loaded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a node stands for; another file's node belongs to that file's contract. */
    Place resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        if (reference == null) {
            return new Place(this, node);
        }
        String[] parts = reference.asText().split("#", 2);
        Contract target = parts[0].isEmpty()
                ? this
                : of(parts[0].startsWith("..") ? "schemas" : folder, parts[0].substring(parts[0].lastIndexOf('/') + 1));
        return target.resolve(target.root.at(parts[1]));
    }

    /** A node and the file that its references are relative to. */
    record Place(Contract contract, JsonNode node) {
        /** Calls back for every property, however deep, with its name and schema. */
        void eachProperty(BiConsumer<String, JsonNode> seen) {
            Optional.ofNullable(node.get("items"))
                    .ifPresent(items -> contract.resolve(items).eachProperty(seen));
            for (JsonNode alternatives : new JsonNode[] {node.path("oneOf"), node.path("allOf"), node.path("anyOf")}) {
                alternatives.forEach(one -> contract.resolve(one).eachProperty(seen));
            }
            node.path("properties").fields().forEachRemaining(property -> {
                Place value = contract.resolve(property.getValue());
                seen.accept(property.getKey(), value.node());
                value.eachProperty(seen);
            });
        }
    }

    /** Whether something of this name and schema names a thing that belongs to an organization. */
    static boolean isId(String name, JsonNode schema) {
        return name.endsWith("Id") || schema.path("format").asText().equals("uuid");
    }
}
