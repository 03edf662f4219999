package dev.sia.contracts.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sia.server.identity.PublicKeys;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows API keys of users as PropelAuth does, on a free port, and what each user is in which organization at the moment. A user may
 * leave, which no token can tell: it says until its end what was so when it was signed.
 */
public final class UserKeys implements AutoCloseable {
    private static final String VALIDATE = "/api/backend/v1/end_user_api_keys/validate";
    private static final int KEY_BITS = 2048;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> users = new ConcurrentHashMap<>();

    public UserKeys() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        server.createContext(VALIDATE, this::validate);
        server.start();
    }

    /** With these a server believes it. */
    public Map<String, String> settings() {
        return Map.of(
                "SIA_PROPELAUTH_URL",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "SIA_PROPELAUTH_INTEGRATION_KEY",
                "0a1b2c3d4e5f60718293a4b5c6d7e8f9integration",
                "SIA_PROPELAUTH_VERIFIER_KEY",
                verifierKey());
    }

    /** Of tokens, which it does not issue. */
    private static String verifierKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return PublicKeys.toPem(generator.generateKeyPair().getPublic());
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** The key of the user with this role in the organization; the same every time. */
    public String key(UUID organization, Role role) {
        String key = UUID.nameUUIDFromBytes((organization + role.wire()).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        users.computeIfAbsent(key, _ -> user(organization, role));
        return key;
    }

    private static ObjectNode user(UUID organization, Role role) {
        ObjectNode user = JSON.createObjectNode()
                .put("user_id", role.wire() + "-of-" + organization)
                .put("email", role.wire() + "@example.com")
                .put("enabled", true)
                .put("locked", false);
        user.putObject("org_id_to_org_info")
                .putObject(organization.toString())
                .put("org_id", organization.toString())
                .put("org_name", "Organization " + organization)
                .put("user_role", role.wire());
        return user;
    }

    /** The key's user is in no organization from now on. */
    public void leave(String key) {
        users.computeIfPresent(key, (_, user) -> {
            ObjectNode outside = user.deepCopy();
            outside.putObject("org_id_to_org_info");
            return outside;
        });
    }

    private void validate(HttpExchange exchange) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody());
        ObjectNode user = users.get(asked.path("api_key_token").asText());
        byte[] answer = JSON.writeValueAsBytes(
                user == null ? JSON.createObjectNode() : JSON.createObjectNode().set("user", user));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(user == null ? 400 : 200, answer.length);
        try (exchange) {
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
