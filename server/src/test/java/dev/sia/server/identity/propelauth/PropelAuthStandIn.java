package dev.sia.server.identity.propelauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sia.server.identity.PublicKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Answers as PropelAuth does, on a free port: verifier key, key set, validation of end-user API keys; and signs tokens of its
 * shape with real keys. It can be told to be away, to be slow, and to answer nonsense.
 */
public final class PropelAuthStandIn implements AutoCloseable {
    public static final String INTEGRATION_KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9integration";
    private static final String JWKS = "/.well-known/jwks.json";

    /** What it does instead of answering. */
    @FunctionalInterface
    public interface Trouble {
        void instead(HttpExchange exchange) throws IOException;
    }

    /** A pair with the name that its tokens bear. */
    record Key(String id, KeyPair pair) {}

    /** More than a test has; to make one takes longer than most tests. The one used last is at the end. */
    private static final int MOST_PAIRS = 6;

    private static final Deque<KeyPair> PAIRS = new ArrayDeque<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CopyOnWriteArrayList<Key> published = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Object>> apiKeys = new ConcurrentHashMap<>();
    private volatile @Nullable Trouble trouble;

    final AtomicInteger keyFetches = new AtomicInteger();
    final AtomicInteger validations = new AtomicInteger();
    /** What was sent with the last request, to whatever address. */
    volatile String authorization = "";

    public PropelAuthStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        published.add(newKey("key-1"));
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** One that nobody has used lately. */
    static synchronized Key newKey(String id) {
        KeyPair pair = PAIRS.size() < MOST_PAIRS ? newPair() : PAIRS.removeFirst();
        PAIRS.addLast(pair);
        return new Key(id, pair);
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    public String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public URI jwks() {
        return URI.create(origin() + JWKS);
    }

    /** The key that signs now. */
    Key key() {
        return published.getLast();
    }

    /** Signs with a new key from now on; the key set still holds the old one, the metadata does not. */
    Key rotate() {
        published.add(newKey("key-" + (published.size() + 1)));
        return key();
    }

    /** Takes the oldest key out of the key set. */
    void withdrawOldest() {
        published.removeFirst();
    }

    void trouble(Trouble instead) {
        trouble = instead;
    }

    void well() {
        trouble = null;
    }

    /** Ends every connection without an answer. */
    public void goAway() {
        trouble(HttpExchange::close);
    }

    /** A token of a member of the organization, as the present key signs it. */
    public String token(UUID organization, Instant now) {
        return token(
                key(),
                now,
                claims -> claims.setClaim(
                        "org_id_to_org_member_info",
                        Map.of(organization.toString(), memberInfo(organization, "Admin"))));
    }

    /** The same, signed by a key that it has not told yet. */
    public String tokenOfANewKey(UUID organization, Instant now) {
        return token(
                newKey("key-new"),
                now,
                claims -> claims.setClaim(
                        "org_id_to_org_member_info",
                        Map.of(organization.toString(), memberInfo(organization, "Admin"))));
    }

    String token(Key key, Instant now, Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(origin());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + 1800));
        claims.setStringClaim("user_id", "31c41c16-c281-44ae-9602-8a047e3bf33d");
        claims.setStringClaim("email", "ada@example.com");
        claims.setClaim("login_method", Map.of("login_method", "password"));
        change.accept(claims);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.pair().getPrivate());
        signature.setKeyIdHeaderValue(key.id());
        signature.setHeader("typ", "JWT");
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    static Map<String, Object> memberInfo(UUID organization, String role) {
        Map<String, Object> info = new HashMap<>();
        info.put("org_id", organization.toString());
        info.put("org_name", "Acme");
        info.put("org_metadata", Map.of());
        info.put("url_safe_org_name", "acme");
        info.put("org_role_structure", "single_role_in_hierarchy");
        info.put("user_role", role);
        info.put("inherited_user_roles_plus_current_role", List.of(role));
        info.put("additional_roles", List.of());
        info.put("user_permissions", List.of());
        return info;
    }

    static Map<String, Object> user(Map<String, Object> organizations) {
        Map<String, Object> user = new HashMap<>();
        user.put("user_id", "31c41c16-c281-44ae-9602-8a047e3bf33d");
        user.put("email", "ada@example.com");
        user.put("email_confirmed", true);
        user.put("has_password", true);
        user.put("locked", false);
        user.put("enabled", true);
        user.put("mfa_enabled", false);
        user.put("created_at", 1_700_000_000);
        user.put("last_active_at", 1_700_000_000);
        user.put("org_id_to_org_info", organizations);
        return user;
    }

    /** @param validation what PropelAuth says about the key */
    String apiKey(Map<String, Object> validation) {
        String key = UUID.randomUUID().toString().replace("-", "");
        apiKeys.put(key, validation);
        return key;
    }

    /** The key of a user for every organization that the user is in. */
    public String personalKey(UUID organization, String role) {
        return apiKey(Map.of("user", user(Map.of(organization.toString(), memberInfo(organization, role)))));
    }

    void revoke(String key) {
        apiKeys.remove(key);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        count(path);
        Trouble instead = trouble;
        if (instead != null) {
            instead.instead(exchange);
            return;
        }
        switch (exchange.getRequestMethod() + " " + path) {
            case "GET " + JWKS -> send(exchange, 200, keySet());
            case "GET /api/v1/token_verification_metadata" -> {
                if (authorized(exchange)) {
                    sendVerifierKey(exchange);
                }
            }
            case "POST /api/backend/v1/end_user_api_keys/validate" -> {
                if (authorized(exchange)) {
                    validate(exchange, body);
                }
            }
            default -> send(exchange, 404, "");
        }
    }

    private void count(String path) {
        if (path.endsWith("/validate")) {
            validations.incrementAndGet();
        } else {
            keyFetches.incrementAndGet();
        }
    }

    private boolean authorized(HttpExchange exchange) throws IOException {
        boolean right = authorization.equals("Bearer " + INTEGRATION_KEY);
        if (!right) {
            send(exchange, 401, "");
        }
        return right;
    }

    void sendVerifierKey(HttpExchange exchange) throws IOException {
        String pem = PublicKeys.toPem(key().pair().getPublic()) + "\n";
        send(exchange, 200, JsonUtil.toJson(Map.of("verifier_key_pem", pem)));
    }

    private String keySet() {
        return new JsonWebKeySet(published.stream()
                        .map(key -> {
                            RsaJsonWebKey jwk =
                                    new RsaJsonWebKey((RSAPublicKey) key.pair().getPublic());
                            jwk.setKeyId(key.id());
                            jwk.setUse("sig");
                            return (JsonWebKey) jwk;
                        })
                        .toList())
                .toJson();
    }

    private void validate(HttpExchange exchange, String body) throws IOException {
        try {
            Object key = JsonUtil.parseJson(body).get("api_key_token");
            Map<String, Object> validation = apiKeys.get(String.valueOf(key));
            if (validation == null) {
                send(exchange, 400, "{\"api_key_token\": [\"Invalid API key\"]}");
            } else {
                send(exchange, 200, JsonUtil.toJson(validation));
            }
        } catch (JoseException notJson) {
            send(exchange, 400, "");
        }
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
