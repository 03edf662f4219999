package dev.sia.contracts.live;

import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.contracts.pact.Example;
import java.util.Optional;

/**
 * How the server closed a session. In pacts it is a message like a frame, <code>{"closeCode": 4401, "reason": "…"}</code>: no frame has a
 * member of this name.
 */
public record LiveClose(int code, String reason) {
    private static final String KIND = "websocket.Close";
    private static final String CODE = "closeCode";
    private static final String REASON = "reason";
    private static final JsonMapper JSON = new JsonMapper();

    /** In a pact: this code and any sentence. */
    static MessageContents example(int code) {
        return Example.json("{\"" + CODE + "\": " + code + ", \"" + REASON + "\": \"What to do about it.\"}")
                .exactly("$." + CODE)
                .matching("$." + REASON, ".+")
                .message(KIND);
    }

    /** What a message of a pact says of a close; empty when it is a frame. */
    public static Optional<LiveClose> in(JsonNode message) {
        return message.has(CODE)
                ? Optional.of(new LiveClose(
                        message.get(CODE).asInt(), message.path(REASON).asText()))
                : Optional.empty();
    }

    static Optional<LiveClose> in(String message) {
        try {
            return in(JSON.readTree(message));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** As such a message. */
    String json() {
        return JSON.createObjectNode().put(CODE, code).put(REASON, reason).toString();
    }
}
