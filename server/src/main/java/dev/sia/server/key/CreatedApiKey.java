package dev.sia.server.key;

import java.util.Objects;

/**
 * A new API key together with the only copy of its text.
 *
 * @param key the whole key, for whoever made it
 */
public record CreatedApiKey(String key, ApiKey apiKey) {
    public CreatedApiKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(apiKey, "apiKey");
    }

    @Override
    public String toString() {
        return "CreatedApiKey[key=***, apiKey=" + apiKey + "]";
    }
}
