package dev.sia.server.agent;

import java.util.Objects;
import java.util.UUID;

/** Identifies an agent. */
public record AgentId(UUID value) {
    public AgentId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
