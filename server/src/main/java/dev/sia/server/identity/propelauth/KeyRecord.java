package dev.sia.server.identity.propelauth;

import dev.sia.server.identity.PublicKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The last good keys as text. It says where they came from: keys of another environment, which the server was pointed at
 * before, are not believed.
 */
final class KeyRecord {
    private KeyRecord() {}

    static String write(String source, List<VerifierKey> keys) {
        return JsonUtil.toJson(Map.of(
                "source", source, "keys", keys.stream().map(KeyRecord::write).toList()));
    }

    private static Map<String, Object> write(VerifierKey key) {
        Map<String, Object> written = new HashMap<>();
        written.put("pem", PublicKeys.toPem(key.key()));
        if (key.id() != null) {
            written.put("id", key.id());
        }
        if (key.until() != null) {
            written.put("until", key.until().getEpochSecond());
        }
        return written;
    }

    /**
     * The keys, or none when they are of another source.
     *
     * @throws IllegalArgumentException when the text is not one of ours
     */
    static List<VerifierKey> read(String source, String text) {
        Map<String, Object> written = parse(text);
        List<VerifierKey> keys = new ArrayList<>();
        if (source.equals(written.get("source")) && written.get("keys") instanceof List<?> list) {
            list.forEach(key -> keys.add(read(key)));
        }
        return List.copyOf(keys);
    }

    private static Map<String, Object> parse(String text) {
        try {
            return JsonUtil.parseJson(text);
        } catch (JoseException notJson) {
            throw new IllegalArgumentException("is no JSON object", notJson);
        }
    }

    private static VerifierKey read(@Nullable Object key) {
        if (key instanceof Map<?, ?> written && written.get("pem") instanceof String pem) {
            return new VerifierKey(
                    written.get("id") instanceof String id ? id : null,
                    PublicKeys.fromPem(pem),
                    written.get("until") instanceof Number until ? Instant.ofEpochSecond(until.longValue()) : null);
        }
        throw new IllegalArgumentException("holds something that is no key");
    }
}
