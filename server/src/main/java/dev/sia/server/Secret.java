package dev.sia.server;

import java.util.Objects;

/** A text that must never be printed: its string form is {@code ***}. */
public record Secret(String reveal) {
    public Secret {
        Objects.requireNonNull(reveal, "reveal");
    }

    @Override
    public String toString() {
        return "***";
    }
}
