package dev.sia.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The contracts of this build, from the class path. */
final class Contracts {
    private static final String OPENAPI = "openapi/sia.yaml";
    private static final String ASYNCAPI = "asyncapi/sia-live.yaml";

    private final RestRules rest;
    private final LiveRules live;

    private Contracts(RestRules rest, LiveRules live) {
        this.rest = rest;
        this.live = live;
    }

    static Contracts read() {
        return of(document(OPENAPI), document(ASYNCAPI));
    }

    /** Those of this build, but for these two documents. */
    static Contracts of(JsonNode openApi, JsonNode asyncApi) {
        SchemaBundle.Builder types = new SchemaBundle.Builder();
        for (String file : sharedFiles(openApi, asyncApi)) {
            document("schemas/" + file + ".yaml")
                    .properties()
                    .forEach(type -> types.add(file + "." + type.getKey(), file, type.getValue()));
        }
        OpenApiReader operations = new OpenApiReader(openApi, types);
        AsyncApiReader frames = new AsyncApiReader(asyncApi, types);
        SchemaBundle schemas = types.build();
        return new Contracts(new RestRules(operations, schemas), new LiveRules(frames, schemas));
    }

    RestRules rest() {
        return rest;
    }

    LiveRules live() {
        return live;
    }

    static JsonNode openApi() {
        return document(OPENAPI);
    }

    static JsonNode asyncApi() {
        return document(ASYNCAPI);
    }

    /** Names of the shared files that documents refer to, directly or not. */
    private static Set<String> sharedFiles(JsonNode... documents) {
        Set<String> names = new TreeSet<>();
        Deque<JsonNode> unread = new ArrayDeque<>(List.of(documents));
        while (!unread.isEmpty()) {
            for (String reference : unread.remove().findValuesAsText("$ref")) {
                String file = reference.substring(0, reference.indexOf('#'));
                String name = file.replaceAll("^.*/|\\.yaml$", "");
                if (!name.isEmpty() && names.add(name)) {
                    unread.add(document("schemas/" + name + ".yaml"));
                }
            }
        }
        return names;
    }

    private static JsonNode document(String path) {
        try (InputStream file = Contracts.class.getResourceAsStream("/contracts/" + path)) {
            return YAMLMapper.builder()
                    .build()
                    .readTree(Objects.requireNonNull(file, () -> "contracts/" + path + " is not on the class path"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
