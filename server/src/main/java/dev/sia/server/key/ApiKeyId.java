package dev.sia.server.key;

import java.util.Objects;
import java.util.UUID;

/** Identifies an API key, without giving it away. */
public record ApiKeyId(UUID value) {
    public ApiKeyId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
