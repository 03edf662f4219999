package dev.sia.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads the frames of an AsyncAPI document. */
final class AsyncApiReader {
    private static final String FILE = "live";

    private final JsonNode document;
    private final Map<String, String> fromClient;
    private final Map<String, String> fromServer;
    private final Set<Integer> closeCodes = new HashSet<>();
    private final Set<String> errorCodes = new HashSet<>();

    AsyncApiReader(JsonNode document, SchemaBundle.Builder types) {
        this.document = document;
        document.at("/components/schemas")
                .properties()
                .forEach(type -> types.add(FILE + "." + type.getKey(), FILE, type.getValue()));
        fromClient = frames("receive");
        fromServer = frames("send");
        document.at("/channels/live/x-close-codes").forEach(code -> closeCodes.add(code.asInt()));
        document.at("/channels/live/x-error-codes").forEach(code -> errorCodes.add(code.asText()));
    }

    /** Names of the frames' schemas by what their member {@code type} says. */
    private Map<String, String> frames(String action) {
        Map<String, String> frames = new HashMap<>();
        for (JsonNode operation : document.path("operations")) {
            if (operation.path("action").asText().equals(action)) {
                for (JsonNode message : operation.path("messages")) {
                    String reference =
                            followed(message).path("payload").path("$ref").asText();
                    JsonNode payload = document.at(reference.substring(1));
                    frames.put(payload.at("/properties/type/const").asText(), SchemaBundle.nameOf(FILE, reference));
                }
            }
        }
        return frames;
    }

    private JsonNode followed(JsonNode node) {
        JsonNode at = node;
        while (at.path("$ref").isTextual()) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    Map<String, String> fromClient() {
        return fromClient;
    }

    Map<String, String> fromServer() {
        return fromServer;
    }

    Set<Integer> closeCodes() {
        return closeCodes;
    }

    Set<String> errorCodes() {
        return errorCodes;
    }
}
