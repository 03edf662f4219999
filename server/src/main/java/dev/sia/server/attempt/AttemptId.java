package dev.sia.server.attempt;

import java.util.Objects;
import java.util.UUID;

/** Identifies an attempt. */
public record AttemptId(UUID value) {
    public AttemptId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
