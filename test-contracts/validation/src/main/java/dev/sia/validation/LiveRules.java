package dev.sia.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the AsyncAPI document says of frames. */
final class LiveRules {
    static final String PATH = "/v1/live";
    static final String SUBPROTOCOL = "sia.live.v1";
    static final int SWITCHED = 101;
    /** How a handshake may end, as the description says; 404 is for those that do not ask for a WebSocket. */
    static final Set<Integer> HANDSHAKE = Set.of(SWITCHED, 400, 403, 404, 503);

    private static final String ERROR = "error";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> fromClient;
    private final Map<String, String> fromServer;
    private final Set<Integer> closeCodes;
    private final Set<String> errorCodes;
    private final SchemaBundle schemas;

    LiveRules(AsyncApiReader document, SchemaBundle schemas) {
        this.fromClient = document.fromClient();
        this.fromServer = document.fromServer();
        this.closeCodes = document.closeCodes();
        this.errorCodes = document.errorCodes();
        this.schemas = schemas;
    }

    List<String> clientFlaws(String frame) {
        return flaws(fromClient, "client", frame);
    }

    List<String> serverFlaws(String frame) {
        return flaws(fromServer, "server", frame);
    }

    private List<String> flaws(Map<String, String> types, String sender, String frame) {
        JsonNode json = json(frame);
        String type = json.path("type").asText();
        String schema = types.get(type);
        String where = "live frame '" + type + "' of the " + sender + ": ";
        if (schema == null) {
            return List.of(where + "not declared");
        }
        List<String> flaws = new ArrayList<>(
                schemas.flaws(schema, json).stream().map(where::concat).toList());
        String code = json.path("code").asText();
        if (type.equals(ERROR) && !errorCodes.contains(code)) {
            flaws.add(where + "code " + code + " is not declared");
        }
        return flaws;
    }

    /** What is wrong with a close frame that the server sends first. */
    List<String> closeFlaws(int code) {
        return closeCodes.contains(code) ? List.of() : List.of("live: close code " + code + " is not declared");
    }

    /** A frame as JSON; what cannot be read is nothing. */
    static JsonNode json(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }
}
